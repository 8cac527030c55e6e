using JobWorker.DevSidecar.Api.Http.State;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>What became of one key of a bulk read: its item, none where nothing is stored, or an error.</summary>
internal sealed record BulkItem(string Key, StateItem? Item, string? Error);

/// <summary>Reads and writes state, with the retries of the stores' policies.</summary>
internal sealed class StateOperations(StateStores stores, TimeProvider clock)
{
    /// <inheritdoc cref="StateStores.Get"/>
    public KeyedStore Store(string name) => stores.Get(name);

    /// <exception cref="ApiException">The key is not allowed, or the store failed.</exception>
    public Task<StateItem?> GetAsync(KeyedStore store, string key, CancellationToken cancel)
    {
        var stored = store.Key(key);
        return CallAsync(store, "ERR_STATE_GET", $"fail to get {key} from state store {store.Name}",
            () => store.Store.GetAsync(stored, cancel), cancel);
    }

    /// <summary>Each key by itself, in the order of <paramref name="keys"/>.</summary>
    public static Task<BulkItem[]> GetBulkAsync(KeyedStore store, IEnumerable<string> keys, CancellationToken cancel) =>
        Task.WhenAll(keys.Select(key => TryGetAsync(store, key, cancel)));

    /// <summary>Writes all, not as a transaction.</summary>
    /// <exception cref="ApiException">A key is not allowed, an ETag does not match, or the store failed.</exception>
    public Task SetAsync(KeyedStore store, IEnumerable<StateRequest> requests, CancellationToken cancel)
    {
        var sets = requests.Select(request => request.ToSet(store.Key(request.Key))).ToList();
        return CallAsync(store, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}", async () =>
        {
            await (sets is [var only]
                ? store.Store.SetAsync(only, cancel)
                : Task.WhenAll(sets.Select(set => store.Store.SetAsync(set, cancel))));
            return true;
        }, cancel);
    }

    /// <inheritdoc cref="SetAsync" path="/exception"/>
    public Task DeleteAsync(KeyedStore store, StateRequest request, CancellationToken cancel)
    {
        var delete = request.ToDelete(store.Key(request.Key));
        return CallAsync(store, "ERR_STATE_DELETE", $"failed deleting state with key {request.Key}", async () =>
        {
            await store.Store.DeleteAsync(delete, cancel);
            return true;
        }, cancel);
    }

    /// <summary>Fails for a store that has no transactions.</summary>
    public static void RequireTransactions(KeyedStore store)
    {
        if (!store.Store.Capabilities.Contains("TRANSACTIONAL"))
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_STATE_STORE_NOT_SUPPORTED",
                $"state store {store.Name} doesn't support transactions");
        }
    }

    /// <exception cref="ApiException">It failed, a mismatch of an ETag included.</exception>
    public async Task TransactAsync(KeyedStore store, IReadOnlyList<StateOperation> operations, CancellationToken cancel)
    {
        var limit = store.Store.TransactionLimit;
        if (operations.Count > limit)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS",
                $"the transaction contains {operations.Count} operations; state store {store.Name} takes {limit}");
        }

        try
        {
            await store.Retry.ExecuteAsync(async () =>
            {
                await store.Store.TransactAsync(operations, cancel);
                return true;
            }, IsTransient, clock, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_STATE_TRANSACTION",
                $"error while executing state transaction: {e.Message}", e);
        }
    }

    private async Task<T> CallAsync<T>(KeyedStore store, string code, string what, Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await store.Retry.ExecuteAsync(work, IsTransient, clock, cancel);
        }
        catch (ETagMismatchException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, code, $"{what}: possible etag mismatch: {e.Message}", e);
        }
        catch (InvalidETagException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, code, $"{what}: invalid etag value: {e.Message}", e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, code, $"{what}: {e.Message}", e);
        }
    }

    private static bool IsTransient(Exception e) =>
        e is not (ETagMismatchException or InvalidETagException or OperationCanceledException or ApiException);

    private static async Task<BulkItem> TryGetAsync(KeyedStore store, string key, CancellationToken cancel)
    {
        try
        {
            return new BulkItem(key, await store.Store.GetAsync(store.Key(key), cancel), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bulk read answers for each key by itself.
            return new BulkItem(key, null, e.Message);
        }
    }
}
