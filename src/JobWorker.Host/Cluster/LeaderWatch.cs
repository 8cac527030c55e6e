using JobWorker.Host.Cluster.Watching;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Leadership;

namespace JobWorker.Host.Cluster;

/// <summary>
/// Runs a new watcher in each term in which this process leads, and another one when policy moves what is to be watched.
/// </summary>
internal sealed class LeaderWatch(
    LeaderRole role, PolicyInForce policy, Func<JobWatcher> newWatcher, ILogger<LeaderWatch> logger)
    : BackgroundService, IDrain
{
    public Task DrainAsync(CancellationToken cancel) => StopAsync(cancel);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        role.WhileLeadingAsync(RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken term)
    {
        while (!term.IsCancellationRequested)
        {
            using var moved = CancellationTokenSource.CreateLinkedTokenSource(term);
            var change = policy.Superseded;
            var scope = WatchScope.Only(policy.Policy);
            var follow = FollowAsync(scope, moved, change);
            await newWatcher().RunAsync(moved.Token);
            await moved.CancelAsync();
            await follow;
        }
    }

    /// <summary>Ends the watcher once the policy in force names another scope.</summary>
    private async Task FollowAsync(string? scope, CancellationTokenSource moved, CancellationToken change)
    {
        while (!moved.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(change, moved.Token);
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            change = policy.Superseded;
            if (!moved.IsCancellationRequested && WatchScope.Only(policy.Policy) != scope)
            {
                logger.ScopeChanged();
                await moved.CancelAsync();
            }
        }
    }
}
