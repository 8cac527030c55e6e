using System.Globalization;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Ojs;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What a queue asks of a state store beside single keys: many at once, without promises between them.</summary>
internal interface IQueueStore : IStateSlots
{
    /// <summary>The values of those keys under which something is stored.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    Task<IReadOnlyDictionary<string, RawJson>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancel);

    /// <summary>Writes all of them, whatever is there.</summary>
    /// <exception cref="JournalUnavailableException">Some may not be written.</exception>
    Task SaveManyAsync(IReadOnlyList<StoredItem> items, CancellationToken cancel);

    /// <summary>Deletes all of them.</summary>
    /// <exception cref="JournalUnavailableException">Some may not be deleted.</exception>
    Task DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancel);

    /// <summary>Deletes a key if its version is still <paramref name="etag"/>: it can be created again at once.</summary>
    /// <returns>False says that nothing is known, as with a write.</returns>
    Task<bool> TryDeleteAsync(string key, string etag, CancellationToken cancel);

    /// <summary>What this kind of store cannot do that most can.</summary>
    /// <exception cref="JournalUnavailableException">The sidecar does not say what store it is.</exception>
    ValueTask<StoreLimits> LimitsAsync(CancellationToken cancel);
}

/// <summary>What is written under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">JSON.</param>
/// <param name="Keep">How long the store keeps it; none: for ever.</param>
internal sealed record StoredItem(string Key, RawJson Value, TimeSpan? Keep = null);

/// <summary>A Dapr state store, through the sidecar.</summary>
internal sealed class SidecarQueueStore(DaprClient dapr, IStateSlots slots, IOptions<JournalOptions> options) : IQueueStore
{
    /// <summary>Keys in one request: a store's transaction may hold a hundred (DynamoDB).</summary>
    private const int Keys = 50;

    /// <summary>Bytes in one request; the sidecar takes 4 MiB.</summary>
    private const int Bytes = 2 << 20;

    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private readonly string _store = options.Value.StateStore;
    private StoreLimits? _limits;

    public Task<Slot?> GetAsync(string key, CancellationToken cancel) => slots.GetAsync(key, cancel);

    public Task<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel) =>
        slots.TryPutAsync(key, value, etag, keep, cancel);

    public async Task<IReadOnlyDictionary<string, RawJson>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        var found = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var chunk in keys.Chunk(Keys))
        {
            await ReadAsync(chunk, found, cancel);
        }

        return found;
    }

    public async Task SaveManyAsync(IReadOnlyList<StoredItem> items, CancellationToken cancel)
    {
        var chunk = new List<SaveStateItem<RawJson>>();
        var bytes = 0;
        foreach (var item in items)
        {
            if (chunk.Count >= Keys || (chunk.Count > 0 && bytes + item.Value.Utf8.Length > Bytes))
            {
                await FlushAsync();
            }

            bytes += item.Value.Utf8.Length;
            chunk.Add(new SaveStateItem<RawJson>(item.Key, item.Value, etag: null!, stateOptions: null, metadata: Keep(item)));
        }

        if (chunk.Count > 0)
        {
            await FlushAsync();
        }

        async Task FlushAsync()
        {
            var now = chunk.ToList();
            (chunk, bytes) = ([], 0);
            await AskAsync("written", async () =>
            {
                await dapr.SaveBulkStateAsync(_store, now, cancel);
                return true;
            }, cancel);
        }
    }

    public async Task DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        foreach (var chunk in keys.Chunk(Keys))
        {
            var deletes = chunk.Select(key => new StateTransactionRequest(key, null, StateOperationType.Delete)).ToList();
            await AskAsync("written", async () =>
            {
                await dapr.ExecuteStateTransactionAsync(_store, deletes, cancellationToken: cancel);
                return true;
            }, cancel);
        }
    }

    public async Task<bool> TryDeleteAsync(string key, string etag, CancellationToken cancel)
    {
        try
        {
            return await dapr.TryDeleteStateAsync(_store, key, etag, FirstWrite, cancellationToken: cancel);
        }
        catch (Exception e) when (IsTrouble(e, cancel))
        {
            return false;
        }
    }

    public async ValueTask<StoreLimits> LimitsAsync(CancellationToken cancel) => _limits ??= StoreLimits.Of(
        (await AskAsync("named", () => dapr.GetMetadataAsync(cancel), cancel)).Components
            .FirstOrDefault(component => component.Name == _store)?.Type);

    /// <summary>An answer may be too large for a gRPC client, which takes 4 MiB: then in halves.</summary>
    private async Task ReadAsync(string[] keys, Dictionary<string, RawJson> found, CancellationToken cancel)
    {
        IReadOnlyList<BulkStateItem> items;
        try
        {
            items = await AskAsync("read", () =>
                dapr.GetBulkStateAsync(_store, keys, parallelism: 10, cancellationToken: cancel), cancel);
        }
        catch (JournalUnavailableException e) when (keys.Length > 1 && e.ToString().Contains("ResourceExhausted", StringComparison.Ordinal))
        {
            foreach (var half in keys.Chunk((keys.Length + 1) / 2))
            {
                await ReadAsync(half, found, cancel);
            }

            return;
        }

        foreach (var item in items.Where(item => !string.IsNullOrEmpty(item.Value)))
        {
            found[item.Key] = new RawJson(System.Text.Encoding.UTF8.GetBytes(item.Value));
        }
    }

    private async Task<T> AskAsync<T>(string what, Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (IsTrouble(e, cancel))
        {
            throw new JournalUnavailableException($"State store {_store} could not be {what}: {e.Message}", e);
        }
    }

    private static bool IsTrouble(Exception e, CancellationToken cancel) => e is DaprException or HttpRequestException
        || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    private static Dictionary<string, string>? Keep(StoredItem item) => item.Keep is { } time
        ? new() { ["ttlInSeconds"] = Math.Max(1, (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture) }
        : null;
}
