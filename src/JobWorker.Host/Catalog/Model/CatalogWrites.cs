using System.Collections.Immutable;
using System.Globalization;
using JobWorker.Core.Catalog;
using JobWorker.Host.Catalog.Log;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Model;

/// <summary>The read model's one writing connection. Whoever calls sees to it that one call is made at a time.</summary>
internal sealed class CatalogWrites : IDisposable
{
    private const string Values =
        "$id, $version, $fix, $state, $service, $namespace, $reason, $job_name, $attempt, $created, $created_known, $updated, "
        + "$callback";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _settle;
    private Dictionary<string, long?>? _positions;

    public CatalogWrites(SqliteConnection connection)
    {
        _connection = connection;
        _find = Command($"select {CatalogSchema.Columns} from jobs where id = $id", "$id");
        _put = Command(
            $"insert or replace into jobs({CatalogSchema.Columns}, settled) values ({Values}, 0)", Values.Split(", "));
        _settle = Command(
            "update jobs set settled = 1 where id = $id and version = $version and fix = $fix", "$id", "$version", "$fix");
    }

    public long Generation
    {
        get => long.Parse(Scalar("select value from meta where name = 'generation'") ?? "0", CultureInfo.InvariantCulture);
        set => Run("insert or replace into meta values ('generation', $1)", value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Runs <paramref name="work"/> as one transaction.</summary>
    public T Together<T>(Func<T> work)
    {
        using var transaction = _connection.BeginTransaction();
        _find.Transaction = _put.Transaction = _settle.Transaction = transaction;
        try
        {
            var result = work();
            transaction.Commit();

            return result;
        }
        catch
        {
            _positions = null;
            throw;
        }
        finally
        {
            _find.Transaction = _put.Transaction = _settle.Transaction = null;
        }
    }

    public CatalogEntry? Find(string id)
    {
        _find.Parameters[0].Value = id;
        using var row = _find.ExecuteReader();

        return row.Read() ? CatalogSchema.Read(row) : null;
    }

    public void Put(CatalogEntry entry)
    {
        CatalogSchema.Bind(_put, entry);
        _put.ExecuteNonQuery();
    }

    public void Settle(IEnumerable<CatalogEntry> entries)
    {
        foreach (var entry in entries)
        {
            _settle.Parameters[0].Value = entry.Id;
            _settle.Parameters[1].Value = entry.Version;
            _settle.Parameters[2].Value = entry.Fix;
            _settle.ExecuteNonQuery();
        }
    }

    public void Unsettle() => Run("update jobs set settled = 0");

    public ImmutableArray<CatalogEntry> Unsettled()
    {
        using var command = Command($"select {CatalogSchema.Columns} from jobs where settled = 0");
        using var rows = command.ExecuteReader();
        var entries = ImmutableArray.CreateBuilder<CatalogEntry>();
        while (rows.Read())
        {
            entries.Add(CatalogSchema.Read(rows));
        }

        return entries.ToImmutable();
    }

    public int Drop(DateTimeOffset cutoff) =>
        Run($"delete from jobs where updated < $1 and state in ({CatalogSchema.Final})", cutoff.UtcTicks);

    public bool HasPage(string name) => Scalar("select name from pages where name = $1", name) is not null;

    public void AddPage(string name) => Run("insert or ignore into pages values ($1)", name);

    public Dictionary<string, long?> Positions()
    {
        if (_positions is null)
        {
            using var command = Command("select writer, next from positions");
            using var rows = command.ExecuteReader();
            _positions = [];
            while (rows.Read())
            {
                _positions[rows.GetString(0)] = rows.GetInt64(1);
            }
        }

        return _positions;
    }

    public void SetPosition(string writer, long next)
    {
        Run("insert or replace into positions values ($1, $2)", writer, next);
        Positions()[writer] = next;
    }

    /// <summary>No pages, and no positions but these.</summary>
    public void Forget(IEnumerable<LogPosition> but)
    {
        var left = but.ToList();
        Run("delete from pages");
        Run("delete from positions");
        _positions = null;
        left.ForEach(p => SetPosition(p.Writer, p.From));
    }

    public void Dispose()
    {
        _find.Dispose();
        _put.Dispose();
        _settle.Dispose();
        _connection.Dispose();
    }

    private int Run(string sql, params object[] values)
    {
        using var command = With(sql, values);

        return command.ExecuteNonQuery();
    }

    private string? Scalar(string sql, params object[] values)
    {
        using var command = With(sql, values);

        return command.ExecuteScalar() as string;
    }

    private SqliteCommand With(string sql, object[] values)
    {
        var command = Command(sql);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command;
    }

    private SqliteCommand Command(string sql, params IEnumerable<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
