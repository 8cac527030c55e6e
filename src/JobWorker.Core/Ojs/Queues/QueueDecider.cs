using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;
using static JobWorker.Core.Ojs.Queues.QueueOperation;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>The rules of a queue: what an operation makes happen. OJS core, section 6.3, and the contract's section 3.</summary>
/// <remarks>Reads the state and changes nothing. What is due has been done before: see <see cref="Due"/>.</remarks>
public static class QueueDecider
{
    /// <summary>The lease of who names none. OJS worker protocol: 30 minutes.</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(30);

    /// <summary>What <paramref name="operation"/> makes happen.</summary>
    /// <param name="state">The queue, with nothing due.</param>
    /// <param name="operation">What is asked.</param>
    /// <param name="now">UTC.</param>
    /// <param name="chance">For ids and for jitter.</param>
    public static QueueDecision Decide(QueueState state, QueueOperation operation, DateTimeOffset now, ref Chance chance) =>
        operation switch
        {
            Enqueue x => Enqueueing.Decide(state, x, now, ref chance),
            Fetch x => Take(state, x, now),
            OnJob x => OnOne(state, x, now, ref chance),
            Heartbeat x => Extend(state, x, now),
            Announce x => Happened(new WorkflowAnnounced(x.Event, x.Workflow, x.Type, now)),
            Pause => state.Head.Paused ? Nothing : Happened(new QueuePaused(now)),
            Resume => state.Head.Paused ? Happened(new QueueResumed(now)) : Nothing,
            LimitRate x => x.MaxPerSecond == state.Head.MaxPerSecond ? Nothing : Happened(new QueueLimited(x.MaxPerSecond, now)),
            Bound x => x.MaxDepth == state.Head.MaxDepth ? Nothing : Happened(new QueueBounded(x.MaxDepth, now)),
            Told x => new QueueDecision([.. x.Ids.Select(state.Find).Where(job => job is { IsFinal: true, Told: false })
                .Select(job => new ParentTold(job!.Place, job.Version + 1, now))]),
            _ => Nothing,
        };

    /// <summary>What time alone makes of a job that is due.</summary>
    public static QueueEvent Due(OjsJob job, DateTimeOffset now, ref Chance chance) => job switch
    {
        { State: JobState.Active } when job.TimeoutAt <= now && !(job.LeaseUntil < job.TimeoutAt) => Failures.Decide(
            job, new Failure("timeout", "timeout", $"The attempt took longer than {job.Spec.Timeout}."), now, ref chance),
        { State: JobState.Active } => Failures.Lost(job, now),
        _ when job.Spec.ExpiresAt <= now => new JobExpired(job.Place, job.Version + 1, now),
        _ => new JobReleased(job.Place, job.Version + 1, now),
    };

    private static QueueDecision Nothing => new([]);

    private static QueueDecision Happened(QueueEvent e) => new([e]);

    private static QueueDecision Take(QueueState state, Fetch ask, DateTimeOffset now)
    {
        var count = Math.Min(ask.Count, state.FetchesLeft(now));
        if (count <= 0)
        {
            return Nothing;
        }

        return new QueueDecision(
        [
            .. Ready(state, ask).Take(count).Together(Sizes.Of).Select(job => new JobFetched(
                job.Place, job.Version + 1, ask.Worker, ask.Lease ?? job.Spec.VisibilityTimeout ?? DefaultLease, now)),
        ]);
    }

    private static IEnumerable<OjsJob> Ready(QueueState state, Fetch ask) => ask switch
    {
        { Own: true } => state.OwnReady,
        { Tenant: { } tenant } => state.ReadyOf(tenant),
        _ => state.Ready,
    };

    private static QueueDecision Extend(QueueState state, Heartbeat beat, DateTimeOffset now) => new(
    [
        .. beat.Ids.Distinct().Select(state.Find)
            .Where(job => job is { State: JobState.Active } && IsMine(job, beat.Worker))
            .Select(job => new LeaseExtended(job!.Place, job.Version + 1, now + (beat.Lease ?? job.Lease), now)),
    ]);

    private static QueueDecision OnOne(QueueState state, OnJob operation, DateTimeOffset now, ref Chance chance)
    {
        if (state.Find(operation.Id) is not { } job)
        {
            return Refuse(Refusal.NotFound, operation.Id, "There is no such job.");
        }

        var (place, next) = (job.Place, job.Version + 1);

        return (job.State, operation) switch
        {
            (_, Get) => Nothing,
            (JobState.Active, Ack x) when IsMine(job, x.Worker) => Happened(new JobCompleted(place, next, x.Result, now)),
            (JobState.Active, Nack { Requeue: true } x) when IsMine(job, x.Worker) => Happened(new JobReleased(place, next, now)),
            (JobState.Active, Nack { Failure: { } failure } x) when IsMine(job, x.Worker) =>
                Happened(Failures.Decide(job, failure, now, ref chance)),
            (JobState.Active, Ack or Nack) => Refuse(
                Refusal.Conflict, job.Id, $"The job was fetched by the worker {job.Worker}, not by who asks."),
            (JobState.Active, Report x) => Happened(new ProgressReported(
                place, next, new JobProgress(Math.Clamp(x.Value, 0, 1), x.Message, now, x.Data), now)),
            (_, SaveCheckpoint { State: null }) => job.Checkpoint is null
                ? Refuse(Refusal.NotFound, job.Id, "The job has no checkpoint.")
                : Happened(new CheckpointSaved(place, next, null, now)),
            (JobState.Active, SaveCheckpoint { State: { } saved }) => Happened(new CheckpointSaved(
                place, next, new JobCheckpoint(saved, (job.Checkpoint?.Sequence ?? 0) + 1, now), now)),
            (_, Hold x) when !job.IsFinal => x.Held == job.Held
                ? Nothing
                : Happened(new JobHeld(place, next, x.Held, x.Reason, now)),
            (_, Cancel) when !job.IsFinal => Happened(new JobCancelled(place, next, now)),
            (JobState.Pending, Activate) => Happened(new JobActivated(place, next, now)),
            (_, Retry { DeadLetterOnly: true } or Forget) when !job.IsDeadLetter =>
                Refuse(Refusal.NotFound, job.Id, "There is no such dead letter."),
            (JobState.Discarded, Retry) when job.Spec.ExpiresAt is { } end && end <= now => Refuse(
                Refusal.Conflict, job.Id, $"The job expired at {JobDocument.Time(end)}: it would not be begun."),
            (JobState.Discarded, Retry) => Happened(new JobRetried(place, next, now)),
            (_, Forget) => Happened(new JobForgotten(place, next, now)),
            _ => Refuse(Refusal.Conflict, job.Id, Wrong(job, operation)),
        };
    }

    private static string Wrong(OjsJob job, OnJob operation) => operation switch
    {
        Ack or Nack or Report or SaveCheckpoint => $"The job is {Name(job.State)}, not active.",
        Hold => $"The job is {Name(job.State)} and cannot be held back or let go on.",
        Cancel => $"The job is {Name(job.State)} and cannot be cancelled any more.",
        Activate => $"The job is {Name(job.State)}, not pending.",
        _ => $"The job is {Name(job.State)}, not discarded.",
    };

    private static string Name(JobState state) => OjsJson.Name(state);

    /// <summary>Whether an active job is the worker's, as far as both have said who they are.</summary>
    private static bool IsMine(OjsJob job, string? worker) => worker is null || job.Worker is null || worker == job.Worker;

    private static QueueDecision Refuse(Refusal why, string id, string message) =>
        new([], new QueueAnswer.Refused(why, message, id));
}

/// <summary>What an operation makes happen.</summary>
/// <param name="Events">In order; none: nothing changes.</param>
/// <param name="Refused">Why it does not happen; none: it does.</param>
/// <param name="Existing">A job that is there already and is the answer.</param>
public readonly record struct QueueDecision(
    ImmutableArray<QueueEvent> Events, QueueAnswer.Refused? Refused = null, ImmutableArray<OjsJob> Existing = default);
