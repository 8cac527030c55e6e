using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>Takes and gives back locks that keep apart the replicas of one app.</summary>
internal sealed class Locks(ComponentRegistry components, Runners runners, string appId, string podNamespace)
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
        return CallAsync(store, "ERR_TRY_LOCK", "failed to try acquiring lock",
            token => found.TryLockAsync(Key(store, resource), owner, expiryInSeconds, token), cancel);
    }

    /// <summary>What became of the lock.</summary>
    /// <inheritdoc cref="TryLockAsync" path="/exception"/>
    public Task<UnlockStatus> UnlockAsync(string store, string resource, string owner, CancellationToken cancel)
    {
        var found = Find(store, resource, owner);
        return CallAsync(store, "ERR_UNLOCK", "failed to release lock",
            token => found.UnlockAsync(Key(store, resource), owner, token), cancel);
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

    private async Task<T> CallAsync<T>(
        string store, string code, string what, Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await runners.ForOutbound(store, "Lock").RunAsync(work, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, code, $"{what}: {e.Message}", e);
        }
    }
}
