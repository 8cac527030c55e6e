using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Leadership;

namespace JobWorker.Host.Cluster;

/// <summary>Runs a new watcher in each term in which this process leads.</summary>
internal sealed class LeaderWatch(LeaderRole role, Func<JobWatcher> newWatcher) : BackgroundService, IDrain
{
    public Task DrainAsync(CancellationToken cancel) => StopAsync(cancel);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        role.WhileLeadingAsync(term => newWatcher().RunAsync(term), stoppingToken);
}
