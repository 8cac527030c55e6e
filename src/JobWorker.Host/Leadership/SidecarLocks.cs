using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Leadership;

/// <summary>Locks of a Dapr lock component, through the sidecar.</summary>
internal sealed class SidecarLocks(DaprClient dapr, IOptions<LeadershipOptions> options) : ILockStore
{
    private readonly string _store = options.Value.LockStore;

    public Task<bool> IsUpAsync(CancellationToken cancel) => AskAsync(() => dapr.CheckOutboundHealthAsync(cancel), cancel);

    public Task<bool> TryTakeAsync(string name, string owner, TimeSpan time, CancellationToken cancel) => AskAsync(
        async () => (await dapr.Lock(_store, name, owner, (int)time.TotalSeconds, cancel)).Success, cancel);

    public Task ReleaseAsync(string name, string owner, CancellationToken cancel) =>
        AskAsync(() => dapr.Unlock(_store, name, owner, cancel), cancel);

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is DaprException or HttpRequestException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new LockUnavailableException($"Lock store {_store}: {e.Message}", e);
        }
    }
}
