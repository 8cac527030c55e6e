using System.Diagnostics.CodeAnalysis;
using JobWorker.DevSidecar.Components;
using Microsoft.Data.Sqlite;

namespace JobWorker.DevSidecar.Contrib.Sqlite;

/// <summary>The statements of one table. Rows past their time count as absent everywhere.</summary>
/// <param name="name">A checked identifier.</param>
/// <param name="clock">Tells which rows have expired and makes ETags.</param>
internal sealed class StateTable(string name, TimeProvider clock)
{
    private const string Alive = "(expires IS NULL OR expires > $now)";

    /// <summary>Makes the table where it is missing; fails where another program's table has the name.</summary>
    public int Create(SqliteConnection connection)
    {
        Execute(connection, $"""
            CREATE TABLE IF NOT EXISTS {name}
              (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, etag TEXT NOT NULL, expires INTEGER) WITHOUT ROWID
            """);

        return Execute(connection, $"SELECT key, value, etag, expires FROM {name} LIMIT 0");
    }

    public StateItem? Get(SqliteConnection connection, string key)
    {
        var sql = $"SELECT value, etag, expires FROM {name} WHERE key = $key AND {Alive}";
        using var command = Command(connection, sql, ("$key", key));
        using var row = command.ExecuteReader();

        return row.Read()
            ? new StateItem(
                row.GetFieldValue<byte[]>(0), row.GetString(1),
                row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)))
            : null;
    }

    /// <summary>Does one operation; false where a removal found nothing.</summary>
    /// <exception cref="ETagMismatchException">Its condition does not hold.</exception>
    public bool Apply(SqliteConnection connection, StateOperation operation)
    {
        var changed = operation is StateSet set ? Set(connection, set) : Delete(connection, operation);
        if (changed == 0 && (operation is StateSet || HasETag(operation)))
        {
            throw new ETagMismatchException(HasETag(operation)
                ? $"'{operation.Key}' does not have the ETag '{operation.ETag}'."
                : $"'{operation.Key}' exists already, and first-write was asked for.");
        }

        return changed > 0;
    }

    public int RemoveExpired(SqliteConnection connection) => Execute(connection, $"DELETE FROM {name} WHERE NOT {Alive}");

    private int Set(SqliteConnection connection, StateSet set)
    {
        var now = clock.GetUtcNow();
        object expires = set.TtlInSeconds is > 0 and var ttl ? now.AddSeconds(ttl).ToUnixTimeMilliseconds() : DBNull.Value;
        var sql = HasETag(set)
            ? $"UPDATE {name} SET value = $value, etag = $next, expires = $expires WHERE key = $key AND etag = $etag AND {Alive}"
            : $"""
               INSERT INTO {name} (key, value, etag, expires) VALUES ($key, $value, $next, $expires)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value, etag = excluded.etag, expires = excluded.expires
               {(set.FirstWrite ? $"WHERE NOT {Alive}" : "")}
               """;

        return Execute(
            connection, sql, ("$key", set.Key), ("$value", set.Value.ToArray()), ("$expires", expires),
            ("$next", Guid.CreateVersion7(now).ToString()), ("$etag", set.ETag ?? ""));
    }

    private int Delete(SqliteConnection connection, StateOperation delete) =>
        HasETag(delete)
            ? Execute(
                connection, $"DELETE FROM {name} WHERE key = $key AND etag = $etag AND {Alive}",
                ("$key", delete.Key), ("$etag", delete.ETag!))
            : Execute(connection, $"DELETE FROM {name} WHERE key = $key", ("$key", delete.Key));

    private static bool HasETag(StateOperation operation) => !string.IsNullOrEmpty(operation.ETag);

    private int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Only the table's name is put into the text, and it is checked.")]
    private SqliteCommand Command(
        SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$now", clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var (parameter, value) in values)
        {
            command.Parameters.AddWithValue(parameter, value);
        }

        return command;
    }
}
