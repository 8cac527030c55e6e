using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Cluster.Watching;
using JobWorker.Host.Hosting;
using JobWorker.Host.Jobs;
using JobWorker.Host.Leadership;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Cluster;

/// <summary>
/// Follows all Jobs and pods of ours through two shared watches and tells each job what happened to it; for one term.
/// </summary>
internal sealed class JobWatcher(
    WatchScope scope,
    IJobs jobs,
    IJobCluster cluster,
    FailedLog log,
    ClusterState state,
    LeaderRole role,
    ServerClock server,
    IOptions<JobOptions> options,
    IOptions<KubernetesOptions> kubernetes,
    TimeProvider clock,
    ILogger<JobWatcher> logger)
{
    /// <summary>A Job has this long to get its first pod before its events are asked why it has none.</summary>
    private static readonly TimeSpan PatienceForPods = TimeSpan.FromSeconds(5);

    private readonly WatchBook _book = new(server, clock, kubernetes.Value.Finalizer);
    private readonly SightingQueue _queue = new(lanes: 16, clock, logger);
    private readonly TaskCompletionSource _podsListed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Lists and watches until <paramref name="cancel"/> fires. Called once: the next term knows nothing of this one.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        state.Watch();
        try
        {
            await Task.WhenAll(
                new ListWatch<V1Pod>(scope.Pods, PodSink(), clock, logger).RunAsync(cancel),
                FollowJobsAsync(cancel),
                SweepAsync(options.Value.PodStartTimeout, cancel),
                _queue.RunAsync(TellAsync, cancel));
        }
        finally
        {
            state.Rest();
        }
    }

    /// <summary>Pods first, so that a Job that ended while nobody looked is found together with what its pods tell.</summary>
    private async Task FollowJobsAsync(CancellationToken cancel)
    {
        await _podsListed.Task.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await new ListWatch<V1Job>(scope.Jobs, JobSink(), clock, logger).RunAsync(cancel);
    }

    /// <summary>
    /// Wakes the jobs that are late to start, again and again until they have started or ended: so no timer of theirs need
    /// survive a process, and a look that failed is followed by another.
    /// </summary>
    private async Task SweepAsync(TimeSpan limit, CancellationToken cancel)
    {
        var period = TimeSpan.FromSeconds(Math.Clamp(limit.TotalSeconds / 10, 1, 15));
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(period, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await SweepOnceAsync(limit, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                logger.SweepFailed(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SweepOnceAsync(TimeSpan limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        foreach (var late in _book.Overdue(limit))
        {
            _queue.Add(late);
        }

        foreach (var (job, id) in role.Leads ? _book.Torn() : [])
        {
            if (await MendAsync(job, id, cancel) is null)
            {
                _book.Tear(job.Uid);
            }
        }

        if (_book.Podless(PatienceForPods) is { Count: > 0 } podless)
        {
            foreach (var (uid, trouble) in await scope.NoPodsAsync(podless, cancel))
            {
                Tell(_book.See(uid, trouble));
            }
        }
    }

    private ListWatchSink<V1Pod> PodSink() => new(
        See: (pod, _, deleted) =>
        {
            foreach (var sighting in _book.See(pod, deleted))
            {
                Tell(sighting);
            }
        },
        Listed: _ =>
        {
            state.Reached(scope.Pods.Kind);
            _podsListed.TrySetResult();
        },
        Lost: trouble => state.Lost(scope.Pods.Kind, trouble));

    private ListWatchSink<V1Job> JobSink() => new(
        See: (job, listed, deleted) => Tell(_book.See(job, listed, deleted)),
        Listed: uids =>
        {
            foreach (var sighting in _book.Missing(uids))
            {
                Tell(sighting);
            }

            state.LiveJobs = _book.Live;
            state.Reached(scope.Jobs.Kind);
        },
        Lost: trouble => state.Lost(scope.Jobs.Kind, trouble));

    private void Tell(Sighting? sighting)
    {
        state.LiveJobs = _book.Live;
        if (sighting is not null)
        {
            _queue.Add(sighting);
        }
    }

    private async Task<bool> TellAsync(Sighting sighting, CancellationToken cancel)
    {
        if (!role.Leads)
        {
            // The term has run out, perhaps while this process was stopped: the next leader lists everything anew.
            return true;
        }

        if (sighting.Unsure && await MendAsync(sighting.Ref, sighting.Id, cancel) is var there and not false)
        {
            // It is there, and comes back to the watch by what was put back; or nobody can say.
            return there is true;
        }

        try
        {
            var command = sighting.MayLackPods ? await LookAgainAsync(sighting, cancel) : sighting.Command;
            var reply = await jobs.TellAsync(sighting.Id, command, cancel);

            return reply.Refusal is not RefusalCode.NotFound || await LetGoAsync(sighting, reply, cancel);
        }
        catch (JobUnreachableException e)
        {
            logger.JobUnreachable(sighting.Id, e.Message);
            return false;
        }
    }

    /// <summary>Puts back what makes the Job ours.</summary>
    /// <returns>False when it is gone; none when nobody can say.</returns>
    private async Task<bool?> MendAsync(JobRef job, string id, CancellationToken cancel)
    {
        var there = await cluster.MendAsync(job, id, cancel);
        if (there is true)
        {
            logger.JobMended(job.Namespace, job.Name);
        }

        return there;
    }

    /// <summary>Nobody waits for how this Job ends, so our finalizer must not hold it: that it ended or goes is enough.</summary>
    private async Task<bool> LetGoAsync(Sighting sighting, JobReply reply, CancellationToken cancel)
    {
        if (sighting is { Ended: null, Command: not JobCommand.ObserveVanished })
        {
            return true;
        }

        if (reply.State is JobState.None)
        {
            logger.JournalMissing(sighting.Id, sighting.Ref.Namespace, sighting.Ref.Name);
        }
        else
        {
            logger.StrangerReleased(sighting.Ref.Namespace, sighting.Ref.Name, sighting.Id);
        }

        return await cluster.ReleaseAsync(sighting.Ref, cancel);
    }

    /// <summary>Asks for the Job's pods directly, since the watch on pods may be behind the one on Jobs.</summary>
    private async Task<JobCommand> LookAgainAsync(Sighting sighting, CancellationToken cancel)
    {
        try
        {
            var pods = await scope.PodsOfAsync(sighting.Ended!, cancel);
            var sight = pods.Aggregate(sighting.Pods, (known, pod) => known.See(pod, inOrder: false));

            return await log.AddAsync(JobOutcome.Of(sighting.Ended!, sight, clock.GetUtcNow()) ?? sighting.Command, cancel);
        }
        catch (Exception e) when (KubernetesCluster.IsOutage(e, cancel) || e is k8s.Autorest.HttpOperationException)
        {
            return sighting.Command;
        }
    }
}
