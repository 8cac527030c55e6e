using JobWorker.DevSidecar.Api.Http.State;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>What became of one key of a bulk read: its item, none where nothing is stored, or an error.</summary>
internal sealed record BulkItem(string Key, StateItem? Item, string? Error);

/// <summary>Reads and writes state, under the policies of the stores.</summary>
internal sealed class StateOperations(StateStores stores)
{
    /// <inheritdoc cref="StateStores.Get"/>
    public KeyedStore Store(string name) => stores.Get(name);

    /// <exception cref="ApiException">The key is not allowed, or the store failed.</exception>
    public static Task<StateItem?> GetAsync(KeyedStore store, string key, CancellationToken cancel)
    {
        var stored = store.Key(key);
        return CallAsync("ERR_STATE_GET", $"fail to get {key} from state store {store.Name}",
            () => RunAsync(store, token => store.Store.GetAsync(stored, token), cancel));
    }

    /// <summary>Each key by itself, in the order of <paramref name="keys"/>.</summary>
    /// <exception cref="ApiException">It took too long, or the circuit breaker is open.</exception>
    public static Task<BulkItem[]> GetBulkAsync(KeyedStore store, IEnumerable<string> keys, CancellationToken cancel) =>
        CallAsync("ERR_STATE_BULK_GET", $"fail to get from state store {store.Name}",
            () => RunAsync(store, token => Task.WhenAll(keys.Select(key => TryGetAsync(store, key, token))), cancel));

    /// <summary>Writes all, not as a transaction; policies apply to each write, so that none is repeated for another.</summary>
    /// <exception cref="ApiException">A key is not allowed, an ETag does not match, or the store failed.</exception>
    public static Task SetAsync(KeyedStore store, IEnumerable<StateRequest> requests, CancellationToken cancel)
    {
        var sets = requests.Select(request => request.ToSet(store.Key(request.Key))).ToList();
        return CallAsync("ERR_STATE_SAVE", $"failed saving state in state store {store.Name}",
            () => Task.WhenAll(sets.Select(set => RunAsync(store, token => store.Store.SetAsync(set, token), cancel))));
    }

    /// <inheritdoc cref="SetAsync" path="/exception"/>
    public static Task DeleteAsync(KeyedStore store, StateRequest request, CancellationToken cancel)
    {
        var delete = request.ToDelete(store.Key(request.Key));
        return CallAsync("ERR_STATE_DELETE", $"failed deleting state with key {request.Key}",
            () => RunAsync(store, token => store.Store.DeleteAsync(delete, token), cancel));
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
    public static async Task TransactAsync(KeyedStore store, IReadOnlyList<StateOperation> operations, CancellationToken cancel)
    {
        var limit = store.Store.TransactionLimit;
        if (operations.Count > limit)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS",
                $"the transaction contains {operations.Count} operations; state store {store.Name} takes {limit}");
        }

        try
        {
            await RunAsync(store, token => store.Store.TransactAsync(operations, token), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_STATE_TRANSACTION",
                $"error while executing state transaction: {e.Message}", e);
        }
    }

    private static async Task<T> CallAsync<T>(string code, string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
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

    private static Task<bool> RunAsync(KeyedStore store, Func<CancellationToken, Task> work, CancellationToken cancel) =>
        RunAsync(store, async token =>
        {
            await work(token);
            return true;
        }, cancel);

    /// <summary>What is wrong with an ETag is wrong for good; all else may be tried again.</summary>
    private static Task<T> RunAsync<T>(KeyedStore store, Func<CancellationToken, Task<T>> work, CancellationToken cancel) =>
        store.Runner.RunAsync(
            new Call<T>(work)
            {
                JudgeError = e => new Failure(e.Message, Final: e is ETagMismatchException or InvalidETagException),
            }, cancel);

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
