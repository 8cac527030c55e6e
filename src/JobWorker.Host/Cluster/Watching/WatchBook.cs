using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>What has been seen of our Jobs and pods, and what of it the jobs have been told: only news leaves the book.</summary>
/// <remarks>Everything it says may be said again without harm; leaving out what is known keeps the traffic down.</remarks>
internal sealed class WatchBook(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _jobs = [];
    private int _live;

    /// <summary>Jobs that are there and have not ended.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>
    /// A Job as it is now. <paramref name="listed"/>: found by a list, so its keeper may have slept through a restart.
    /// </summary>
    public Sighting? See(V1Job job, bool listed, bool deleted = false)
    {
        if (JobOutcome.IdOf(job) is not { } id)
        {
            return null;
        }

        lock (_gate)
        {
            var entry = Find(job.Metadata.Uid);
            (entry.Id, entry.Ref) = (id, JobOutcome.RefOf(job));
            entry.Made = job.Metadata.CreationTimestamp is { } made ? new DateTimeOffset(made) : clock.GetUtcNow();
            entry.Suspended = job.Spec?.Suspend == true;
            if (deleted)
            {
                _jobs.Remove(job.Metadata.Uid);
            }

            return News(entry, job, listed, deleted || job.Metadata.DeletionTimestamp is not null);
        }
    }

    /// <summary>A pod as it is now.</summary>
    public Sighting? See(V1Pod pod, bool deleted)
    {
        if (pod.Metadata.OwnerReferences?.FirstOrDefault(o => o.Kind == "Job")?.Uid is not { } owner)
        {
            return null;
        }

        lock (_gate)
        {
            var entry = Find(owner);
            entry.Pods = entry.Pods.See(pod, deleted);
            if (entry.Ref is null && deleted)
            {
                _jobs.Remove(owner);
            }

            return entry is { Ref: { } job, Pods.Ran: { } ran }
                ? Tell(entry, Stage.Started, listed: false, new JobCommand.ObserveStarted(job, ran, clock.GetUtcNow()))
                : Stuck(entry);
        }
    }

    /// <summary>
    /// Jobs that were made longer ago than <paramref name="limit"/> and have not started: each is worth a look.
    /// </summary>
    public IReadOnlyList<Sighting> Overdue(TimeSpan limit)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            return
            [
                .. _jobs.Values
                    .Where(e => e is { Ref: not null, Lives: true, Suspended: false, Pods.Ran: null } && now - e.Made >= limit)
                    .Select(e => new Sighting(e.Id!, e.Ref!, new JobCommand.Supervise(now), e.Pods, Ended: null)),
            ];
        }
    }

    /// <summary>A list has ended: whatever is known and was not in it has been deleted unseen.</summary>
    public IReadOnlyList<Sighting> Missing(IReadOnlySet<string> listed)
    {
        lock (_gate)
        {
            var gone = _jobs.Values.Where(e => e.Ref is { } job && !listed.Contains(job.Uid)).ToList();
            foreach (var entry in gone)
            {
                _jobs.Remove(entry.Ref!.Uid);
                Count(entry, lives: false);
            }

            return
            [
                .. gone.Select(e =>
                    Tell(e, Stage.Ended, listed: false, new JobCommand.ObserveVanished(e.Ref!, clock.GetUtcNow())))
                    .OfType<Sighting>(),
            ];
        }
    }

    private Entry Find(string uid) =>
        _jobs.TryGetValue(uid, out var entry) ? entry : _jobs[uid] = new Entry();

    private Sighting? News(Entry entry, V1Job job, bool listed, bool goes)
    {
        var now = clock.GetUtcNow();
        var outcome = JobOutcome.Of(job, entry.Pods, now);
        Count(entry, lives: outcome is null && !goes);
        if (outcome is not null)
        {
            return Tell(entry, Stage.Ended, listed, outcome, job);
        }

        if (goes)
        {
            return Tell(entry, Stage.Ended, listed, new JobCommand.ObserveVanished(entry.Ref!, now));
        }

        return entry.Pods.Ran is { } pod
            ? Tell(entry, Stage.Started, listed, new JobCommand.ObserveStarted(entry.Ref!, pod, now))
            : Stuck(entry) ?? (listed ? Tell(entry, Stage.Seen, listed, new JobCommand.Supervise(now)) : null);
    }

    /// <summary>What keeps the job from starting, once for each change of reason.</summary>
    private Sighting? Stuck(Entry entry)
    {
        var trouble = entry.Pods is { Ran: null, Trouble: { } t } ? t : null;
        if (entry is not { Id: { } id, Ref: { } job, Told: < Stage.Started } || trouble is null || trouble.Reason == entry.Stuck)
        {
            return null;
        }

        entry.Stuck = trouble.Reason;
        var command = new JobCommand.ObserveStuck(
            job, trouble.Pod, trouble.Reason, trouble.Message, trouble.Hopeless, clock.GetUtcNow());

        return new Sighting(id, job, command, entry.Pods, Ended: null);
    }

    private void Count(Entry entry, bool lives)
    {
        if (entry.Lives != lives)
        {
            entry.Lives = lives;
            _live += lives ? 1 : -1;
        }
    }

    private static Sighting? Tell(Entry entry, Stage stage, bool listed, JobCommand command, V1Job? ended = null)
    {
        if (entry.Told >= stage && !listed)
        {
            return null;
        }

        entry.Told = stage > entry.Told ? stage : entry.Told;

        return new Sighting(entry.Id!, entry.Ref!, command, entry.Pods, ended);
    }

    private enum Stage
    {
        Nothing,
        Seen,
        Started,
        Ended,
    }

    private sealed class Entry
    {
        public string? Id { get; set; }

        public JobRef? Ref { get; set; }

        public PodSight Pods { get; set; } = PodSight.None;

        public Stage Told { get; set; }

        public bool Lives { get; set; }

        public bool Suspended { get; set; }

        public DateTimeOffset Made { get; set; }

        public string? Stuck { get; set; }
    }
}

/// <summary>Something a job must be told.</summary>
/// <param name="Id">The job.</param>
/// <param name="Ref">Its Kubernetes Job.</param>
/// <param name="Command">What to tell.</param>
/// <param name="Pods">What its pods have told so far.</param>
/// <param name="Ended">The Kubernetes Job, where the command tells its outcome.</param>
internal sealed record Sighting(string Id, JobRef Ref, JobCommand Command, PodSight Pods, V1Job? Ended)
{
    /// <summary>
    /// The Job has ended, and its pods may have more to tell than was seen: the two watches run side by side, and the one on
    /// pods may be behind. A failure is always worth a second look, for its reason.
    /// </summary>
    public bool MayLackPods => Command is JobCommand.ObserveSucceeded { Pod: null } or JobCommand.ObserveFailed;
}
