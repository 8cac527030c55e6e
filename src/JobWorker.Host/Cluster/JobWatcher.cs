using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Host.Hosting;
using JobWorker.Host.Jobs;
using k8s.Models;

namespace JobWorker.Host.Cluster;

/// <summary>Follows all Jobs and pods of ours through two shared watches and tells each job what happened to it.</summary>
internal sealed class JobWatcher(
    WatchScope scope,
    IJobs jobs,
    IJobCluster cluster,
    ClusterState state,
    TimeProvider clock,
    ILogger<JobWatcher> logger) : BackgroundService
{
    private readonly WatchBook _book = new(clock);
    private readonly SightingQueue _queue = new(lanes: 16, clock);
    private readonly TaskCompletionSource _podsListed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await Task.WhenAll(
        new ListWatch<V1Pod>(scope.Pods, new PodSink(this), clock, logger).RunAsync(stoppingToken),
        FollowJobsAsync(stoppingToken),
        _queue.RunAsync(TellAsync, stoppingToken));

    /// <summary>Pods first, so that a Job that ended while nobody looked is found together with what its pods tell.</summary>
    private async Task FollowJobsAsync(CancellationToken cancel)
    {
        await _podsListed.Task.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await new ListWatch<V1Job>(scope.Jobs, new JobSink(this), clock, logger).RunAsync(cancel);
    }

    private void Tell(Sighting? sighting)
    {
        if (sighting is not null)
        {
            _queue.Add(sighting);
        }
    }

    private async Task<bool> TellAsync(Sighting sighting, CancellationToken cancel)
    {
        try
        {
            var command = sighting.LacksPod ? await LookAgainAsync(sighting, cancel) : sighting.Command;
            var reply = await jobs.TellAsync(sighting.Id, command, cancel);
            if (reply.Refusal is RefusalCode.NotFound && sighting.Ended is not null)
            {
                logger.JournalMissing(sighting.Id, sighting.Ref.Namespace, sighting.Ref.Name);
                return await cluster.ReleaseAsync(sighting.Ref, cancel);
            }

            return true;
        }
        catch (JobUnreachableException e)
        {
            logger.JobUnreachable(sighting.Id, e.Message);
            return false;
        }
    }

    /// <summary>Asks for the Job's pods directly, since the watch on pods may be behind the one on Jobs.</summary>
    private async Task<JobCommand> LookAgainAsync(Sighting sighting, CancellationToken cancel)
    {
        try
        {
            var pods = await scope.PodsOfAsync(sighting.Ended!, cancel);
            var sight = pods.Aggregate(PodSight.None, (known, pod) => known.See(pod));

            return JobOutcome.Of(sighting.Ended!, sight, clock.GetUtcNow()) ?? sighting.Command;
        }
        catch (Exception e) when (e is HttpRequestException or k8s.Autorest.HttpOperationException)
        {
            return sighting.Command;
        }
    }

    private sealed class PodSink(JobWatcher watcher) : IListWatchSink<V1Pod>
    {
        public ValueTask SeeAsync(V1Pod item, bool listed, bool deleted, CancellationToken cancel)
        {
            watcher.Tell(watcher._book.See(item, deleted));
            return ValueTask.CompletedTask;
        }

        public ValueTask ListedAsync(IReadOnlySet<string> uids, CancellationToken cancel) => ValueTask.CompletedTask;

        public void Synced()
        {
            watcher.state.Reached(watcher.scope.Pods.Kind);
            watcher._podsListed.TrySetResult();
        }

        public void Lost(string trouble) => watcher.state.Lost(watcher.scope.Pods.Kind, trouble);
    }

    private sealed class JobSink(JobWatcher watcher) : IListWatchSink<V1Job>
    {
        public ValueTask SeeAsync(V1Job item, bool listed, bool deleted, CancellationToken cancel)
        {
            watcher.Tell(watcher._book.See(item, listed, deleted));
            return ValueTask.CompletedTask;
        }

        public ValueTask ListedAsync(IReadOnlySet<string> uids, CancellationToken cancel)
        {
            foreach (var sighting in watcher._book.Missing(uids))
            {
                watcher.Tell(sighting);
            }

            return ValueTask.CompletedTask;
        }

        public void Synced() => watcher.state.Reached(watcher.scope.Jobs.Kind);

        public void Lost(string trouble) => watcher.state.Lost(watcher.scope.Jobs.Kind, trouble);
    }
}
