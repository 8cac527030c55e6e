using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Outcomes;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>What has been seen of our Jobs and pods, and what of it the jobs have been told: only news leaves the book.</summary>
/// <remarks>Everything it says may be said again without harm; leaving out what is known keeps the traffic down.</remarks>
/// <param name="server">Turns the API server's times into ours.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="finalizer">Whether our Jobs carry the finalizer.</param>
internal sealed class WatchBook(ServerClock server, TimeProvider clock, bool finalizer = true)
{
    /// <summary>Told outcomes are recorded within seconds; one whose Job is still held after a minute is told again.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchEntry> _jobs = [];
    private int _live;

    /// <summary>Jobs that are there and have not ended.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>
    /// A Job as it is now. <paramref name="listed"/>: found by a list, so its keeper may have slept through a restart.
    /// </summary>
    public Sighting? See(V1Job job, bool listed, bool deleted = false)
    {
        lock (_gate)
        {
            var known = _jobs.GetValueOrDefault(job.Metadata.Uid);
            if ((known?.Id ?? JobOutcome.IdOf(job)) is not { } id)
            {
                return null;
            }

            var entry = known ?? Find(job.Metadata.Uid);
            Update(entry, id, job, deleted);
            if (deleted)
            {
                _jobs.Remove(job.Metadata.Uid);
            }

            return News(entry, job, listed, deleted);
        }
    }

    /// <summary>A pod as it is now.</summary>
    public IReadOnlyList<Sighting> See(V1Pod pod, bool deleted)
    {
        if (pod.Metadata.OwnerReferences?.FirstOrDefault(o => o?.Kind == "Job")?.Uid is not { Length: > 0 } owner)
        {
            return [];
        }

        lock (_gate)
        {
            var entry = Find(owner);
            entry.Pods = entry.Pods.See(pod, deleted);
            entry.HasPods = true;
            var lost = entry.Overlap(pod, deleted);
            if (entry.Ref is null && deleted)
            {
                _jobs.Remove(owner);
            }

            if (entry is not { Ref: { } job, Pods.Ran: { } ran })
            {
                return Stuck(entry) is { } stuck ? [stuck] : [];
            }

            var now = clock.GetUtcNow();
            var started = Tell(entry, Stage.Started, again: false, new JobCommand.ObserveStarted(job, ran, now));
            var replaced = lost is not null && entry.Told < Stage.Ended
                ? Say(entry, new JobCommand.ObserveReplaced(job, lost, PodSight.RefOf(pod), now))
                : null;

            return [.. new[] { started, replaced }.OfType<Sighting>()];
        }
    }

    /// <summary>
    /// Jobs that could have started longer ago than <paramref name="limit"/> and have not: each is worth a look. So is one
    /// whose outcome was told long ago and that is still held.
    /// </summary>
    public IReadOnlyList<Sighting> Overdue(TimeSpan limit)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var due = _jobs.Values.Where(e => e is { Ref: not null, Lives: true, Suspended: false, Pods.Ran: null }
                ? now - e.Since >= limit
                : e is { Told: Stage.Ended, Held: true } && now - e.ToldAt >= LongestHold).ToList();
            foreach (var entry in due)
            {
                entry.ToldAt = now;
            }

            return [.. due.Select(e => Say(e, new JobCommand.Supervise(now)))];
        }
    }

    /// <summary>Jobs that live, have had <paramref name="patience"/> to get a pod, and have none: events tell why.</summary>
    public IReadOnlyList<JobRef> Podless(TimeSpan patience)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            return
            [
                .. _jobs.Values
                    .Where(e => e is { Ref: not null, Lives: true, Suspended: false, HasPods: false }
                        && now - e.Since >= patience)
                    .Select(e => e.Ref!),
            ];
        }
    }

    /// <summary>What an event tells of a Job without pods; news once for each change of reason.</summary>
    public Sighting? See(string uid, PodTrouble trouble)
    {
        lock (_gate)
        {
            return _jobs.TryGetValue(uid, out var entry) && !entry.HasPods ? Stuck(entry, trouble) : null;
        }
    }

    /// <summary>Jobs from which somebody has taken what makes them ours; each is named once until it is seen again.</summary>
    public IReadOnlyList<(JobRef Ref, string Id)> Torn()
    {
        lock (_gate)
        {
            var torn = _jobs.Values.Where(e => e is { Torn: true, Lives: true }).ToList();
            torn.ForEach(e => e.Torn = false);

            return [.. torn.Select(e => (e.Ref!, e.Id!))];
        }
    }

    /// <summary>It could not be put back this time.</summary>
    public void Tear(string uid)
    {
        lock (_gate)
        {
            if (_jobs.TryGetValue(uid, out var entry))
            {
                entry.Torn = true;
            }
        }
    }

    /// <summary>A list of Jobs has ended: whatever is known and was not in it has gone unseen.</summary>
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

            // Pods whose Job is not there: it was deleted unseen, or is nobody's of ours.
            foreach (var (uid, _) in _jobs.Where(e => e.Value.Ref is null && !listed.Contains(e.Key)).ToList())
            {
                _jobs.Remove(uid);
            }

            return
            [
                .. gone.Select(e =>
                    Tell(e, Stage.Ended, again: false, new JobCommand.ObserveVanished(e.Ref!, clock.GetUtcNow())))
                    .OfType<Sighting>()
                    .Select(s => s with { Unsure = true }),
            ];
        }
    }

    private WatchEntry Find(string uid) =>
        _jobs.TryGetValue(uid, out var entry) ? entry : _jobs[uid] = new WatchEntry();

    private void Update(WatchEntry entry, string id, V1Job job, bool deleted)
    {
        var suspended = job.Spec is { Suspend: true } or { Parallelism: 0 };
        if (entry.Ref is null)
        {
            entry.Since = job.Metadata.CreationTimestamp is { } made ? server.Ours(made) : clock.GetUtcNow();
        }
        else if (entry.Suspended && !suspended)
        {
            entry.Since = clock.GetUtcNow();
        }

        (entry.Id, entry.Ref, entry.Suspended) = (id, JobOutcome.RefOf(job), suspended);
        entry.Goes = job.Metadata.DeletionTimestamp is not null;
        entry.Held = !deleted && job.Metadata.Finalizers?.Contains(JobAnnotations.Finalizer) == true;
        entry.Torn = !deleted && !entry.Goes
            && ((finalizer && !entry.Held) || job.Metadata.Annotations?.ContainsKey(JobAnnotations.Id) != true);
    }

    private Sighting? News(WatchEntry entry, V1Job job, bool listed, bool deleted)
    {
        var now = clock.GetUtcNow();
        var outcome = JobOutcome.Of(job, entry.Pods, now);
        Count(entry, lives: outcome is null && !entry.Goes && !deleted);
        if (outcome is not null)
        {
            // Whoever is told the same again by a new list has let go of the Job meanwhile, or has not heard it.
            return Tell(entry, Stage.Ended, again: listed && entry.Held, outcome, job);
        }

        if (entry.Goes || deleted)
        {
            var told = Tell(
                entry, Stage.Ended, again: listed && entry.Held, new JobCommand.ObserveVanished(entry.Ref!, now));

            return told is null ? null : told with { Unsure = !entry.Goes };
        }

        return entry.Pods.Ran is { } pod
            ? Tell(entry, Stage.Started, again: false, new JobCommand.ObserveStarted(entry.Ref!, pod, now))
            : Stuck(entry) ?? (listed ? Tell(entry, Stage.Seen, again: false, new JobCommand.Supervise(now)) : null);
    }

    private Sighting? Stuck(WatchEntry entry) =>
        entry.Pods is { Ran: null, Trouble: { } trouble } ? Stuck(entry, trouble) : null;

    /// <summary>What keeps the job from starting, once for each change of reason.</summary>
    private Sighting? Stuck(WatchEntry entry, PodTrouble trouble)
    {
        if (entry is not { Id: not null, Ref: { } job, Told: < Stage.Started } || trouble.Reason == entry.Stuck)
        {
            return null;
        }

        entry.Stuck = trouble.Reason;
        entry.Told = Stage.Seen;

        return Say(entry, new JobCommand.ObserveStuck(
            job, trouble.Pod, trouble.Reason, trouble.Message, trouble.Hopeless, clock.GetUtcNow()));
    }

    private void Count(WatchEntry entry, bool lives)
    {
        if (entry.Lives != lives)
        {
            entry.Lives = lives;
            _live += lives ? 1 : -1;
        }
    }

    private Sighting? Tell(WatchEntry entry, Stage stage, bool again, JobCommand command, V1Job? ended = null)
    {
        if (entry.Told >= stage && !again)
        {
            return null;
        }

        entry.Told = stage > entry.Told ? stage : entry.Told;
        entry.ToldAt = clock.GetUtcNow();

        return Say(entry, command, ended);
    }

    private static Sighting Say(WatchEntry entry, JobCommand command, V1Job? ended = null) =>
        new(entry.Id!, entry.Ref!, command, entry.Pods, ended is null ? null : JobOutcome.Slim(ended));
}
