using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;

namespace JobWorker.Host.Api;

/// <summary>A job as people see it: where it stands, how it came there, and what its client was told.</summary>
/// <param name="Id">The message id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Version">The number of its events.</param>
/// <param name="Service">The client's service; none when it could not be read.</param>
/// <param name="Attempt">From 1; each re-drive is a new one.</param>
/// <param name="Job">Its Kubernetes Job; none before there is one.</param>
/// <param name="Pod">The pod that ran first; none before one did.</param>
/// <param name="Stuck">What keeps it from being created, started or deleted; none when nothing is known to.</param>
/// <param name="Former">Kubernetes Jobs of earlier attempts.</param>
/// <param name="Error">Why it was rejected, failed or aborted; none otherwise.</param>
/// <param name="Timeline">Every event, oldest first, without its details.</param>
/// <param name="Callbacks">Every callback with its attempts.</param>
internal sealed record JobView(
    string Id,
    JobState State,
    long Version,
    string? Service,
    int Attempt,
    JobRef? Job,
    PodRef? Pod,
    StuckView? Stuck,
    IReadOnlyList<JobRef> Former,
    CallbackError? Error,
    IReadOnlyList<TimelineEntry> Timeline,
    IReadOnlyList<CallbackView> Callbacks)
{
    public static JobView Of(string id, IReadOnlyList<Recorded<JobEvent>> events)
    {
        var job = Core.Jobs.Job.From(events.Select(e => e.Event));

        return new JobView(
            id,
            job.State,
            job.Version,
            job.Request?.Service ?? events.Select(e => e.Event).OfType<JobRejected>().FirstOrDefault()?.Service,
            job.Attempt,
            job.Ref,
            job.Pod,
            StuckView.Of(job),
            job.Former,
            job.Error,
            [.. events.Select(TimelineEntry.Of)],
            [.. job.Callbacks.Select(c => CallbackView.Of(c, job, events, id))]);
    }
}

/// <summary>One event in short.</summary>
/// <param name="Version">Its place, from 1.</param>
/// <param name="At">UTC.</param>
/// <param name="Event">What happened, such as <c>PodStarted</c>.</param>
/// <param name="Reason">One word of the vocabulary, where the event has one.</param>
/// <param name="Note">For people, where the event needs explaining.</param>
internal sealed record TimelineEntry(long Version, DateTimeOffset At, string Event, string? Reason, string? Note = null)
{
    public static TimelineEntry Of(Recorded<JobEvent> e) =>
        new(e.Version, e.Event.At, e.Event.GetType().Name, Why(e.Event), Say(e.Event));

    private static string? Why(JobEvent e) => e switch
    {
        JobCreateDeferred x => x.Reason,
        JobRemoveRefused x => x.Reason,
        PodStuck x => x.Reason,
        JobFailed x => x.Error.Reason,
        JobAborted x => x.Error.Reason,
        JobRejected x => x.Error.Reason,
        CallbackRefused => FailureReason.Policy,
        _ => null,
    };

    private static string? Say(JobEvent e) => e switch
    {
        JobCreateDeferred x => x.Error,
        JobRemoveRefused x => x.Error,
        PodStuck x => x.Message,
        CallbackResent { Url: { } url } x => $"Callback {x.Sequence} is sent again, and all callbacks go to {url} from now on.",
        CallbackResent x => $"Callback {x.Sequence} is sent again.",
        PodReplaced x => $"Two copies may have run: pod {x.Lost.Name} was given up when pod {x.By.Name} ran in its place.",
        CallbackRefused x => x.Reason,
        _ => null,
    };
}

/// <summary>What keeps a job from going on.</summary>
/// <param name="Reason">One word of the vocabulary.</param>
/// <param name="Message">For people.</param>
/// <param name="Pod">Which pod; none when there is not even one.</param>
/// <param name="Since">UTC.</param>
internal sealed record StuckView(string Reason, string Message, string? Pod, DateTimeOffset Since)
{
    public static StuckView? Of(Job job) => job switch
    {
        { RemoveRefused: { } x } => new(x.Reason, $"Its Kubernetes Job cannot be deleted: {x.Error}", null, x.At),
        { Deferred: { } x } => new(x.Reason ?? FailureReason.Unknown, x.Error, null, job.RefusedSince ?? x.At),
        { Stuck: { } x } => new(x.Reason, x.Message, x.Pod?.Name, x.At),
        _ => null,
    };
}

/// <summary>One callback and every attempt at it.</summary>
/// <param name="Sequence">Gapless from 0.</param>
/// <param name="Status">0, 1, 2, 3 or 99.</param>
/// <param name="State">How far it has come.</param>
/// <param name="WebhookId">The same over all attempts.</param>
/// <param name="NextAttemptAt">UTC; none when it is settled, or waits for an earlier one.</param>
/// <param name="Attempts">Oldest first.</param>
internal sealed record CallbackView(
    int Sequence,
    int Status,
    CallbackState State,
    string WebhookId,
    DateTimeOffset? NextAttemptAt,
    IReadOnlyList<AttemptView> Attempts)
{
    public static CallbackView Of(Callback callback, Job job, IReadOnlyList<Recorded<JobEvent>> events, string id) => new(
        callback.Sequence,
        callback.Status,
        callback.State,
        CallbackIds.Of(id, callback.Sequence),
        job.NextCallback?.Sequence == callback.Sequence ? callback.DueAt : null,
        [.. events.Select(e => AttemptView.Of(e.Event, callback.Sequence)).OfType<AttemptView>()]);
}

/// <summary>One attempt at a callback.</summary>
/// <param name="Attempt">Counts from 1; 0: none was made, for policy refused the URL with the message.</param>
/// <param name="At">When it ended, UTC.</param>
/// <param name="StatusCode">The receiver's answer; none when there was none.</param>
/// <param name="DurationMs">Milliseconds; none when it is not known.</param>
/// <param name="Error">What went wrong; none when it was delivered.</param>
/// <param name="ErrorCode">A111 where it may not go there; none otherwise.</param>
internal sealed record AttemptView(
    int Attempt, DateTimeOffset At, int? StatusCode, long? DurationMs, string? Error, string? ErrorCode = null)
{
    /// <summary>The attempt that <paramref name="e"/> tells of; none when it is about something else.</summary>
    public static AttemptView? Of(JobEvent e, int sequence) => e switch
    {
        CallbackDelivered x when x.Sequence == sequence => new(x.Attempt, x.At, x.StatusCode, x.DurationMs, null),
        CallbackFailed x when x.Sequence == sequence => new(x.Attempt, x.At, x.StatusCode, x.DurationMs, x.Error),
        CallbackAbandoned x when x.Sequence == sequence => new(x.Attempt, x.At, x.StatusCode, x.DurationMs, x.Error),
        CallbackRefused x when x.Sequence == sequence => new(x.Attempt, x.At, null, null, x.Reason, x.ErrorCode),
        _ => null,
    };
}
