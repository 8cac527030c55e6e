using Microsoft.Data.Sqlite;

namespace JobWorker.DevSidecar.Contrib.Sqlite;

/// <summary>One database file: writers one after another, readers beside them.</summary>
/// <remarks>
/// SQLite admits one writer. Queueing them here means that none is told "database is locked"; only another process can make
/// a write wait. A database in memory has a single connection, which readers then queue for too.
/// </remarks>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim _writers = new(1);
    private readonly SqliteSettings _settings;
    private readonly SqliteConnection _writer;

    private SqliteDatabase(SqliteSettings settings, SqliteConnection writer) => (_settings, _writer) = (settings, writer);

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteDatabase Open(SqliteSettings settings)
    {
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            Prepare(connection, settings);
            if (settings.Wal)
            {
                // NORMAL loses nothing when the process is killed; a power cut may take the last commits.
                Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new SqliteDatabase(settings, connection);
    }

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancel)
    {
        if (_settings.InMemory)
        {
            return await WriteAsync(read, cancel);
        }

        cancel.ThrowIfCancellationRequested();
        using var connection = new SqliteConnection(_settings.ConnectionString);
        Prepare(connection, _settings);
        return read(connection);
    }

    /// <summary>Runs <paramref name="write"/> in a transaction; an exception rolls it back.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write, CancellationToken cancel)
    {
        await _writers.WaitAsync(cancel);
        try
        {
            // Immediate: the lock is taken before the first read, so two processes never deadlock upgrading.
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = write(_writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            _writers.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writers.WaitAsync();
        SqliteConnection.ClearPool(_writer);
        await _writer.DisposeAsync();
    }

    private static void Prepare(SqliteConnection connection, SqliteSettings settings)
    {
        connection.Open();
        Execute(connection, $"PRAGMA busy_timeout = {(long)settings.BusyTimeout.TotalMilliseconds};");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
