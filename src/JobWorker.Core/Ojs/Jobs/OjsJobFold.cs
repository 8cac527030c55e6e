using System.Collections.Immutable;
using System.Diagnostics;
using JobWorker.Core.Ojs.Queues.Events;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>What events make of a job. It never refuses: what is written has happened.</summary>
public static class OjsJobFold
{
    /// <summary>A job keeps so many lines of history and so many errors: the newest.</summary>
    public const int Kept = 200;

    /// <summary>The job after its first event.</summary>
    public static OjsJob Begin(JobEnqueued e) => new()
    {
        Id = e.Id,
        Place = e.Place,
        Spec = e.Spec,
        Version = e.Version,
        State = e.State,
        CreatedAt = e.At,
        ReadySince = e.At,
        AvailableAt = e.State is JobState.Scheduled ? e.Spec.ScheduledAt : null,
        Parent = e.Parent,
        ParentResults = e.ParentResults,
        History = [new JobFact(FeedTypes.Enqueued, e.At, e.State, 0)],
    };

    /// <summary>The job after one more event; the same where the event is not its next one.</summary>
    public static OjsJob Evolve(OjsJob job, OjsJobEvent e) => e.Version == job.Version + 1 ? Next(job, e) : job;

    private static OjsJob Next(OjsJob job, OjsJobEvent e)
    {
        var next = Change(job with { Version = e.Version }, e);

        return FeedTypes.Of(e) is { } fact ? next with { History = Append(job.History, Fact(next, fact, e.At)) } : next;
    }

    private static JobFact Fact(OjsJob job, string name, DateTimeOffset at) =>
        new(name, at, job.State, job.Attempt, job.State is JobState.Active ? job.Worker : null);

    private static OjsJob Change(OjsJob job, OjsJobEvent e) => e switch
    {
        JobFetched x => job with
        {
            State = JobState.Active,
            Attempt = job.Attempt + 1,
            StartedAt = x.At,
            Worker = x.Worker,
            Lease = x.Lease,
            LeaseUntil = x.At + x.Lease,
            AvailableAt = null,
            Progress = null,
        },
        JobCompleted x => Released(job) with
        {
            State = JobState.Completed,
            CompletedAt = x.At,
            Result = x.Result,
            Error = null,
            RetryDelay = null,
        },
        JobFailed x => Failed(job, x),
        // Who is given back keeps its turn; who waited for its time has waited since then.
        JobReleased => Released(job) with { State = JobState.Available, ReadySince = job.AvailableAt ?? job.ReadySince },
        JobActivated x => job with
        {
            Previous = job.State,
            State = JobState.Available,
            ActivatedAt = x.At,
            ReadySince = x.At,
        },
        JobCancelled x => Released(job) with { Previous = job.State, State = JobState.Cancelled, CancelledAt = x.At },
        JobExpired x => Released(job) with { State = JobState.Discarded, DiscardedAt = x.At },
        JobRetried x => job with
        {
            State = JobState.Available,
            ReadySince = x.At,
            Attempt = 0,
            CompletedAt = null,
            DiscardedAt = null,
            Error = null,
            RetryDelay = null,
            Told = false,
        },
        LeaseExtended x => job with { LeaseUntil = x.Until },
        ProgressReported x => job with { Progress = x.Progress },
        CheckpointSaved x => job with { Checkpoint = x.Checkpoint },
        ParentTold => job with { Told = true },
        JobHeld x => job with { Held = x.Held },
        JobForgotten => job,
        _ => throw new UnreachableException($"No rule for {e.GetType().Name}"),
    };

    private static OjsJob Failed(OjsJob job, JobFailed e) => Released(job) with
    {
        State = e.Then,
        Error = e.Error,
        Errors = Append(job.Errors, e.Error),
        AvailableAt = e.RetryAt,
        RetryDelay = e.RetryAt - e.At,
        DiscardedAt = e.Then is JobState.Discarded ? e.At : null,
        CompletedAt = e.Then is JobState.Discarded ? e.At : null,
    };

    private static OjsJob Released(OjsJob job) => job with { LeaseUntil = null, AvailableAt = null };

    private static ImmutableArray<T> Append<T>(ImmutableArray<T> list, T one) =>
        list.Length < Kept ? list.Add(one) : list.RemoveAt(0).Add(one);
}
