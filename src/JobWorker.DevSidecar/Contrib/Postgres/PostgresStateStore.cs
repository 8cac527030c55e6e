using JobWorker.DevSidecar.Components;
using Npgsql;

namespace JobWorker.DevSidecar.Contrib.Postgres;

/// <summary><c>state.postgresql</c>, version v1: a row for each key. Transactions are real: all or nothing.</summary>
/// <remarks>A create-only write that finds a value is a plain error (500) here, as with Dapr's PostgreSQL store.</remarks>
internal sealed class PostgresStateStore : IStateStore
{
    private readonly NpgsqlDataSource _database;
    private readonly PostgresTable _table;
    private readonly Sweep _cleanup;

    private PostgresStateStore(
        NpgsqlDataSource database, PostgresTable table, TimeSpan cleanup, TimeProvider clock, ILogger logger)
    {
        (_database, _table) = (database, table);
        _cleanup = new Sweep(RemoveExpiredAsync, cleanup, clock, logger);
    }

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    /// <summary>Connects and makes the tables where they are missing.</summary>
    /// <exception cref="ComponentException">A setting cannot work, or the server cannot be reached or refuses.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var settings = PostgresSettings.From(spec);
        var database = NpgsqlDataSource.Create(settings.ConnectionString);
        try
        {
            await PostgresSchema.CreateAsync(database, settings, cancel);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            await database.DisposeAsync();
            throw new ComponentException(
                $"{spec.Source}: component '{spec.Name}' ({spec.Type}): connectionString or tableName: {Told(e)}", e);
        }

        var logger = context.Logs.CreateLogger<PostgresStateStore>();
        return new PostgresStateStore(
            database, new PostgresTable(settings.Table), settings.CleanupInterval, context.Clock, logger);
    }

    public async Task<StateItem?> GetAsync(string key, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);

        return await _table.GetAsync(connection, key, cancel);
    }

    public Task SetAsync(StateSet set, CancellationToken cancel) => WriteAsync(set, cancel);

    public Task DeleteAsync(StateDelete delete, CancellationToken cancel) => WriteAsync(delete, cancel);

    public async Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var operation in operations)
        {
            await _table.ApplyAsync(connection, operation, cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _cleanup.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task WriteAsync(StateOperation operation, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await _table.ApplyAsync(connection, operation, cancel);
    }

    private async Task RemoveExpiredAsync(CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await _table.RemoveExpiredAsync(connection, cancel);
    }

    /// <summary>Npgsql keeps the reason of a failed connection in the inner exception.</summary>
    private static string Told(Exception e) => e.InnerException is { } inner ? $"{e.Message}: {inner.Message}" : e.Message;
}
