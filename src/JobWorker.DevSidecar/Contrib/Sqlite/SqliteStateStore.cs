using JobWorker.DevSidecar.Components;
using Microsoft.Data.Sqlite;

namespace JobWorker.DevSidecar.Contrib.Sqlite;

/// <summary><c>state.sqlite</c>: a table with a row for each key. Transactions are real: all or nothing.</summary>
/// <remarks>A create-only write that finds a value is an ETag mismatch (409) here, as with Dapr's SQLite store.</remarks>
internal sealed class SqliteStateStore : IStateStore
{
    private readonly SqliteDatabase _database;
    private readonly StateTable _table;
    private readonly Sweep _cleanup;

    private SqliteStateStore(SqliteDatabase database, StateTable table, TimeProvider clock, TimeSpan cleanup, ILogger logger)
    {
        (_database, _table) = (database, table);
        _cleanup = new Sweep(closing => database.WriteAsync(table.RemoveExpired, closing), cleanup, clock, logger);
    }

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    /// <summary>Opens the file and makes the table where it is missing.</summary>
    /// <exception cref="ComponentException">A setting cannot work, or the file cannot be used.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var settings = SqliteSettings.From(spec);
        var table = new StateTable(settings.Table, context.Clock);
        try
        {
            var database = SqliteDatabase.Open(settings);
            await database.WriteAsync(table.Create, cancel);
            var logger = context.Logs.CreateLogger<SqliteStateStore>();

            return new SqliteStateStore(database, table, context.Clock, settings.CleanupInterval, logger);
        }
        catch (SqliteException e)
        {
            throw new ComponentException(
                $"{spec.Source}: component '{spec.Name}' ({spec.Type}): connectionString or tableName: {e.Message}", e);
        }
    }

    public Task<StateItem?> GetAsync(string key, CancellationToken cancel) =>
        _database.ReadAsync(connection => _table.Get(connection, key), cancel);

    public Task SetAsync(StateSet set, CancellationToken cancel) => TransactAsync([set], cancel);

    public Task DeleteAsync(StateDelete delete, CancellationToken cancel) => TransactAsync([delete], cancel);

    public Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel) =>
        _database.WriteAsync(connection => operations.Count(operation => _table.Apply(connection, operation)), cancel);

    public async ValueTask DisposeAsync()
    {
        await _cleanup.DisposeAsync();
        await _database.DisposeAsync();
    }
}
