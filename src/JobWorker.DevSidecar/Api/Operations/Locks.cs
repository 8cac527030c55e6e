using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>Takes and gives back locks that keep apart the replicas of one app.</summary>
internal sealed class Locks(ComponentRegistry components, string appId, string podNamespace)
{
    /// <summary>Whether <paramref name="owner"/> has the lock now and had not before.</summary>
    /// <exception cref="ApiException">The request is not complete, there is no such store, or the store failed.</exception>
    public Task<bool> TryLockAsync(string store, string resource, string owner, int expiryInSeconds, CancellationToken cancel)
    {
        if (expiryInSeconds <= 0)
        {
            throw Malformed($"ExpiryInSeconds is not positive in lock store {store}");
        }

        var found = Find(store, resource, owner);
        return CallAsync("ERR_TRY_LOCK", "failed to try acquiring lock",
            () => found.TryLockAsync(Key(store, resource), owner, expiryInSeconds, cancel));
    }

    /// <summary>What became of the lock.</summary>
    /// <inheritdoc cref="TryLockAsync" path="/exception"/>
    public Task<UnlockStatus> UnlockAsync(string store, string resource, string owner, CancellationToken cancel)
    {
        var found = Find(store, resource, owner);
        return CallAsync("ERR_UNLOCK", "failed to release lock",
            () => found.UnlockAsync(Key(store, resource), owner, cancel));
    }

    private ILockStore Find(string store, string resource, string owner)
    {
        if (!components.HasAny<ILockStore>())
        {
            throw new ApiException(
                StatusCodes.Status500InternalServerError, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured");
        }

        if (resource.Length == 0)
        {
            throw Malformed($"ResourceId is empty in lock store {store}");
        }

        if (owner.Length == 0)
        {
            throw Malformed($"LockOwner is empty in lock store {store}");
        }

        return components.Find<ILockStore>(store) ?? throw new ApiException(
            StatusCodes.Status400BadRequest, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {store} not found");
    }

    private string Key(string store, string resource) =>
        $"lock{KeyPrefix.Separator}{KeyPrefix.Of(components.FindSpec(store)!, appId, podNamespace)}{resource}";

    private static ApiException Malformed(string problem) =>
        new(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", problem);

    private static async Task<T> CallAsync<T>(string code, string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, code, $"{what}: {e.Message}", e);
        }
    }
}
