using JobWorker.Host.Journals;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Model;

/// <summary>The read model's SQLite file: a cache, made anew where it is not what it should be.</summary>
/// <remarks>A lock beside it tells a folder that is in use from one a killed process has left.</remarks>
internal sealed class CatalogFile : IDisposable
{
    private const string Schema = "2";
    private const string TemporaryStart = "jobworker-catalog-";

    /// <summary>A folder that is no older may belong to somebody who has made it and not yet taken its lock.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly bool _isTemporary;

    private CatalogFile(string folder, FileStream held, bool isTemporary)
    {
        (_folder, _lock, _isTemporary) = (folder, held, isTemporary);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "catalog.db") }.ToString();
    }

    public string ConnectionString { get; }

    /// <summary>The file in <paramref name="options"/>' folder, or in a temporary one where that is none or cannot be used.</summary>
    public static CatalogFile Open(CatalogOptions options, ILogger logger)
    {
        if (options.Path is { Length: > 0 } path)
        {
            try
            {
                return new CatalogFile(path, Hold(Directory.CreateDirectory(path).FullName), isTemporary: false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.CatalogPathUnusable(path, e.Message);
            }
        }

        RemoveLeftOvers();
        var folder = Directory.CreateTempSubdirectory(TemporaryStart).FullName;

        return new CatalogFile(folder, Hold(folder), isTemporary: true);
    }

    /// <summary>The one connection that writes; the tables are there, empty where another schema or prefix was.</summary>
    public SqliteConnection Connect(IOptions<JournalOptions> journal)
    {
        var identity = $"{Schema} {journal.Value.StateStore} {journal.Value.KeyPrefix}";
        try
        {
            return Prepare(identity);
        }
        catch (SqliteException)
        {
            Delete();
            return Prepare(identity);
        }
    }

    /// <summary>Removes the database; nobody may have it open.</summary>
    public void Delete()
    {
        SqliteConnection.ClearAllPools();
        foreach (var end in (string[])["", "-wal", "-shm"])
        {
            File.Delete(Path.Combine(_folder, "catalog.db" + end));
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _lock.Dispose();
        if (_isTemporary)
        {
            RemoveIfFree(_folder);
        }
    }

    private SqliteConnection Prepare(string identity)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            if (Identity(connection) is { } found && found != identity)
            {
                connection.Dispose();
                Delete();
                connection = new SqliteConnection(ConnectionString);
                connection.Open();
            }

            Run(connection, $"pragma journal_mode = wal; pragma synchronous = {(_isTemporary ? "off" : "normal")};");
            Run(connection, CatalogSchema.Tables);
            using var command = connection.CreateCommand();
            command.CommandText = "insert or replace into meta values ('identity', $identity)";
            command.Parameters.AddWithValue("$identity", identity);
            command.ExecuteNonQuery();

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string? Identity(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select 1 from sqlite_master where name = 'meta'";
        if (command.ExecuteScalar() is null)
        {
            return null;
        }

        command.CommandText = "select value from meta where name = 'identity'";

        return command.ExecuteScalar() as string ?? "";
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static FileStream Hold(string folder) =>
        new(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>What processes that were killed have left behind.</summary>
    private static void RemoveLeftOvers()
    {
        // The clock of the files, whatever the service's own says.
        var old = TimeProvider.System.GetUtcNow().UtcDateTime - Young;
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), TemporaryStart + "*"))
        {
            if (Directory.GetLastWriteTimeUtc(folder) < old)
            {
                RemoveIfFree(folder);
            }
        }
    }

    private static void RemoveIfFree(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, "lock")))
            {
                Hold(folder).Dispose();
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, somebody else's, or gone.
        }
    }
}
