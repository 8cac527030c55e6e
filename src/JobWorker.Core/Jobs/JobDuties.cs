using System.Collections.Immutable;
using JobWorker.Core.Callbacks;

namespace JobWorker.Core.Jobs;

/// <summary>What a job asks of its keeper now: a pure function of the state and the time.</summary>
/// <remarks>
/// Every unfinished job is held by something that will wake it: the message not yet acknowledged, its Kubernetes Job
/// (whose finalizer stays until the outcome is told), or the periodic reminder asked for by <see cref="Supervised"/>.
/// </remarks>
/// <param name="Create">The Kubernetes Job is to be created now.</param>
/// <param name="Send">The callbacks that may be sent now, in order, each once the one before it is delivered; empty while the next is not due.</param>
/// <param name="WakeAt">When the next duty falls due, UTC; none when only a command can bring one.</param>
/// <param name="Supervised">Neither message nor Kubernetes Job holds the job: the reminder must, armed before the append.</param>
/// <param name="Release">The outcome is safe: the finalizer of the Kubernetes Job may go.</param>
/// <param name="Look">The time to start is over: look whether the job has, before anything is said.</param>
/// <param name="Remove">The Kubernetes Job is to be deleted with its pods.</param>
public sealed record JobDuties(
    bool Create,
    ImmutableArray<Callback> Send,
    DateTimeOffset? WakeAt,
    bool Supervised,
    bool Release,
    bool Look = false,
    bool Remove = false)
{
    /// <summary>The duties of <paramref name="job"/> at <paramref name="now"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="now">UTC.</param>
    /// <param name="finalizer">Whether Jobs have our finalizer; one without it may go at any time, so it holds nothing.</param>
    /// <param name="startWithin">How long a created job may take to start; none: for ever. The watch wakes those that are
    /// over it.</param>
    /// <param name="untold">Whether events of it wait to be published: a job whose end is not published is held like one whose
    /// callbacks are open.</param>
    public static JobDuties Of(
        Job job,
        DateTimeOffset now,
        bool finalizer = true,
        TimeSpan? startWithin = null,
        UntoldEvents untold = UntoldEvents.None)
    {
        var waiting = job.State is JobState.Requested;
        var create = waiting && (job.CreateAt is not { } at || at <= now);
        var callback = job.NextCallback;
        var supervised = IsSupervised(job, finalizer, untold);
        var open = callback is not null || untold is not UntoldEvents.None;

        return new JobDuties(
            Create: create,
            Send: callback is { } next && next.DueAt <= now
                ? [.. job.Callbacks.Where(c => c.State is CallbackState.Pending).TakeWhile(c => c.DueAt <= now)]
                : [],
            WakeAt: Earlier(
                waiting && !create ? job.CreateAt : null, callback is { } later && later.DueAt > now ? later.DueAt : null),
            Supervised: supervised,
            Release: job is { IsFinal: true, Ref: not null, Removing: false } && (!open || supervised),
            Look: job is { State: JobState.Created, CreatedAt: { } created } && now - created >= startWithin,
            Remove: job.Removing);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;

    private static bool IsSupervised(Job job, bool finalizer, UntoldEvents untold) => job switch
    {
        // A Job that is to be deleted may go at any time, so it holds nothing.
        { Removing: true } => true,
        { State: JobState.Requested } => job.CreateAttempts > 0 || job.Attempt > 1,
        { State: JobState.Created or JobState.Running } => !finalizer,
        { NextCallback: null } when untold is UntoldEvents.None => false,
        { State: JobState.Aborted or JobState.Rejected } => true,
        { IsFinal: true } => !finalizer || untold is UntoldEvents.Unheld || job.Callbacks.Any(HasFailed),
        _ => false,
    };

    /// <summary>
    /// One failure is enough for as long as callbacks are open, whichever of them is next: at the first one the finalizer
    /// went, so from then on nothing keeps the Kubernetes Job. When a callback is sent again that may be long ago.
    /// </summary>
    private static bool HasFailed(Callback callback) =>
        callback.Resent > 0 || callback.Attempts > (callback.State is CallbackState.Delivered ? 1 : 0);
}

/// <summary>Whether events of a job are still to be published.</summary>
public enum UntoldEvents
{
    /// <summary>None, or nobody wants them.</summary>
    None,

    /// <summary>Some; its Kubernetes Job, if it has one, was not let go of on account of them.</summary>
    Held,

    /// <summary>
    /// Some, and its Kubernetes Job may have been let go of: all had been published once, or the broker is away.
    /// </summary>
    Unheld,
}
