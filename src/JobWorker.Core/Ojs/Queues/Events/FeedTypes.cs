using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues.Events;

/// <summary>What events are called outside. OJS events, section 3.</summary>
public static class FeedTypes
{
    /// <summary>The job was accepted.</summary>
    public const string Enqueued = "job.enqueued";

    /// <summary>A worker took it.</summary>
    public const string Started = "job.started";

    /// <summary>It is done.</summary>
    public const string Completed = "job.completed";

    /// <summary>An attempt failed.</summary>
    public const string Failed = "job.failed";

    /// <summary>It waits for its next attempt.</summary>
    public const string Retrying = "job.retrying";

    /// <summary>It can be fetched again.</summary>
    public const string Available = "job.available";

    /// <summary>It was activated.</summary>
    public const string Activated = "job.activated";

    /// <summary>It was cancelled.</summary>
    public const string Cancelled = "job.cancelled";

    /// <summary>It was given up.</summary>
    public const string Discarded = "job.discarded";

    /// <summary>It was not begun in time.</summary>
    public const string Expired = "job.expired";

    /// <summary>An operator gave it all its attempts again.</summary>
    public const string Retried = "job.retried";

    /// <summary>Its worker said how far it is.</summary>
    public const string Progress = "job.progress";

    /// <summary>It is held back.</summary>
    public const string Paused = "job.paused";

    /// <summary>It is held back no more.</summary>
    public const string Resumed = "job.resumed";

    /// <summary>All that the feed tells of: events of jobs, then of workflows.</summary>
    public static readonly ImmutableArray<string> All =
    [
        Enqueued, Started, Completed, Failed, Retrying, Available, Activated, Cancelled, Discarded, Expired, Retried, Progress,
        Paused, Resumed, "workflow.started", "workflow.completed", "workflow.failed", "workflow.cancelled",
    ];

    /// <summary>Events of the specification that nothing here tells of: who subscribes to all there are may name them.</summary>
    public static readonly ImmutableArray<string> Untold =
    [
        "job.scheduled", "job.heartbeat", "queue.paused", "queue.resumed", "worker.started", "worker.stopped", "worker.quiet",
        "worker.heartbeat", "workflow.step_completed", "cron.triggered", "cron.skipped",
    ];

    /// <summary>Whether an event is called so, or is one of those that <c>*</c> or <c>job.*</c> stands for.</summary>
    public static bool Fits(string pattern, string type) => pattern == type
        || (pattern is [.. var prefix, '*'] && prefix is [] or [.., '.'] && type.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The name of an event in the job's history; none for what is no step of its life.</summary>
    public static string? Of(OjsJobEvent e) => e switch
    {
        JobEnqueued => Enqueued,
        JobFetched => Started,
        JobCompleted => Completed,
        JobFailed => Failed,
        JobReleased => Available,
        JobActivated => Activated,
        JobCancelled => Cancelled,
        JobExpired => Expired,
        JobRetried => Retried,
        JobHeld x => x.Held ? Paused : Resumed,
        _ => null,
    };

    /// <summary>What the feed tells of an event: more than one line where it decides what comes next.</summary>
    public static IEnumerable<string> Told(OjsJobEvent e) => e switch
    {
        JobFailed { Then: JobState.Retryable } => [Failed, Retrying],
        JobFailed { Then: JobState.Discarded } => [Failed, Discarded],
        JobExpired => [Expired, Discarded],
        ProgressReported => [Progress],
        _ when Of(e) is { } one => [one],
        _ => [],
    };
}
