using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Nothing is known of it.</summary>
    None,

    /// <summary>Asked for; its Kubernetes Job is not known to exist.</summary>
    Requested,

    /// <summary>Its Kubernetes Job exists.</summary>
    Created,

    /// <summary>A container of it ran.</summary>
    Running,

    /// <summary>Complete. Final.</summary>
    Succeeded,

    /// <summary>Failed. Final.</summary>
    Failed,

    /// <summary>Could not be run, or was lost, or cancelled. Final.</summary>
    Aborted,

    /// <summary>The message broke rules. Final.</summary>
    Rejected,
}

/// <summary>What the events say about a job: what <see cref="JobDecider"/> and <see cref="JobDuties"/> need, no more.</summary>
public sealed record Job
{
    /// <summary>Before the first event.</summary>
    public static readonly Job None = new();

    /// <summary>Most <see cref="PodStuck"/>, and most <see cref="PodReplaced"/> events of one attempt.</summary>
    public const int StuckLimit = 16;

    /// <summary>Where the job stands.</summary>
    public JobState State { get; init; }

    /// <summary>The number of events folded so far.</summary>
    public long Version { get; init; }

    /// <summary>When its first event happened, UTC; none in snapshots older than this property.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>What was asked for; none when rejected.</summary>
    public JobRequest? Request { get; init; }

    /// <summary>The trace of a rejected message; none otherwise, for a request names its own.</summary>
    public TraceContext? RejectedTrace { get; init; }

    /// <summary>The trace that the job, and all that is told of it, belongs to; none where nobody named one.</summary>
    [JsonIgnore]
    public TraceContext? Trace => Request?.Trace ?? RejectedTrace;

    /// <summary>Why the message was refused, or how the job failed; none otherwise.</summary>
    public CallbackError? Error { get; init; }

    /// <summary>SHA-256 of the first payload.</summary>
    public string PayloadHash { get; init; } = "";

    /// <summary>SHA-256 of the last other payload that came under the same id; none when none did.</summary>
    public string? DuplicateHash { get; init; }

    /// <summary>Where callbacks go; none when nobody wants any.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>The Kubernetes Job; none before it is known.</summary>
    public JobRef? Ref { get; init; }

    /// <summary>The pod that ran first; none before one did.</summary>
    public PodRef? Pod { get; init; }

    /// <summary>Counts from 1; each re-drive is a new one.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The Kubernetes Jobs of earlier attempts: what is seen of them says nothing about this one.</summary>
    public ImmutableArray<JobRef> Former { get; init => field = value.OrEmpty(); } = [];

    /// <summary>When the Kubernetes Job was known to exist, UTC: the time to start counts from here; none before.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What keeps the pod from starting; none when nothing is known to, or when it has started.</summary>
    public PodStuck? Stuck { get; init; }

    /// <summary><see cref="PodStuck"/> events of this attempt.</summary>
    public int StuckTold { get; init; }

    /// <summary>The pod that runs in place of one given up; none while none was.</summary>
    public PodRef? ReplacedBy { get; init; }

    /// <summary><see cref="PodReplaced"/> events of this attempt.</summary>
    public int ReplacedTold { get; init; }

    /// <summary>Why the Kubernetes Job cannot be deleted; none when nothing is known to keep it.</summary>
    public JobRemoveRefused? RemoveRefused { get; init; }

    /// <summary>The job was aborted, and its Kubernetes Job is still to be deleted.</summary>
    public bool Removing { get; init; }

    /// <summary>Names found to belong to Jobs of others; the next name follows from it. 0 to 3.</summary>
    public int NamesTaken { get; init; }

    /// <summary>Failed tries to create the Job.</summary>
    public int CreateAttempts { get; init; }

    /// <summary>The last failed try to create the Job; none before, or once it exists.</summary>
    public JobCreateDeferred? Deferred { get; init; }

    /// <summary>When the cluster first refused the Job, UTC; none when it has not.</summary>
    public DateTimeOffset? RefusedSince { get; init; }

    /// <summary>The next try to create the Job, UTC; none means at once.</summary>
    public DateTimeOffset? CreateAt { get; init; }

    /// <summary>The receiver answered 410: nothing more is sent.</summary>
    public bool DeliveryEnded { get; init; }

    /// <summary>The URL is refused: callbacks of this attempt are counted, not sent, until one is delivered after all.</summary>
    public bool DeliveryRefused { get; init; }

    /// <summary>
    /// Callbacks that nobody is sent any more are numbered all the same: true where the event that ended delivery says so.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CountsOn { get; init; }

    /// <summary>Every callback so far, by sequence.</summary>
    public ImmutableArray<Callback> Callbacks { get; init => field = value.OrEmpty(); } = [];

    /// <summary>No lifecycle event can follow.</summary>
    [JsonIgnore]
    public bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Aborted or JobState.Rejected;

    /// <summary>
    /// The callback to send next; none when all are settled. Later ones wait for it, also where it is sent again.
    /// </summary>
    [JsonIgnore]
    public Callback? NextCallback => Callbacks.FirstOrDefault(c => c.State is CallbackState.Pending);

    /// <summary>The job after one more event. It never refuses: what is written has happened.</summary>
    public static Job Evolve(Job job, JobEvent e)
    {
        var next = job with { Version = job.Version + 1 };

        return e switch
        {
            JobRequested x => next with
            {
                State = JobState.Requested,
                FirstAt = x.At,
                Request = x.Request,
                PayloadHash = x.PayloadHash,
                WebhookUrl = x.Request.WebhookUrl,
            },
            JobRejected x => Report(
                next with
                {
                    State = JobState.Rejected,
                    FirstAt = x.At,
                    RejectedTrace = x.Trace,
                    Error = x.Error,
                    PayloadHash = x.PayloadHash,
                    WebhookUrl = x.WebhookUrl,
                },
                CallbackStatus.Exception, new CallbackDetail(Error: x.Error), x.At),
            DuplicateIgnored x => next with { DuplicateHash = x.PayloadHash },
            JobCreated x => Report(
                next with { State = JobState.Created, Ref = x.Ref, CreateAt = null, CreatedAt = x.At, Deferred = null },
                CallbackStatus.Created, new CallbackDetail(JobId: x.Ref.Uid, JobName: x.Ref.Name), x.At),
            JobCreateDeferred x => next with
            {
                CreateAttempts = x.Attempt,
                CreateAt = x.RetryAt,
                Deferred = x,
                RefusedSince = job.RefusedSince ?? (x.Reason is null ? null : x.At),
            },
            JobNameTaken => next with { NamesTaken = job.NamesTaken + 1 },
            PodStarted x => Report(
                next with { State = JobState.Running, Pod = x.Pod, Stuck = null },
                CallbackStatus.PodStarted, new CallbackDetail(PodId: x.Pod.Uid, PodName: x.Pod.Name), x.At),
            PodStuck x => next with { Stuck = x, StuckTold = job.StuckTold + 1 },
            PodReplaced x => next with { ReplacedBy = x.By, ReplacedTold = job.ReplacedTold + 1 },
            JobSucceeded x => Report(
                next with { State = JobState.Succeeded },
                CallbackStatus.Complete, new CallbackDetail(Duration: x.DurationSeconds), x.At),
            JobFailed x => Report(
                next with { State = JobState.Failed, Error = x.Error },
                CallbackStatus.Failed, new CallbackDetail(Error: x.Error), x.At),
            JobAborted x => Report(
                next with
                {
                    State = JobState.Aborted,
                    Error = x.Error,
                    CreateAt = null,
                    Deferred = null,
                    Removing = x.Removes == true,
                },
                CallbackStatus.Exception, new CallbackDetail(Error: x.Error), x.At),
            JobRemoved => next with { Removing = false, RemoveRefused = null },
            JobRemoveRefused x => next with { RemoveRefused = x },
            JobRedriven x => Begin(next, x),
            CallbackDelivered x => Settle(next with { DeliveryRefused = false }, x.Sequence, x.Attempt, CallbackState.Delivered),
            CallbackFailed x => Change(next, x.Sequence, c => c with { Attempts = x.Attempt, DueAt = x.RetryAt }),
            CallbackAbandoned { EndsDelivery: false } x => Settle(next, x.Sequence, x.Attempt, CallbackState.Abandoned),
            CallbackAbandoned x => EndDelivery(Settle(next, x.Sequence, x.Attempt, CallbackState.Abandoned), x.CountsOn == true),
            CallbackRefused x => End(Settle(next, x.Sequence, x.Attempt, CallbackState.Refused), CallbackState.Refused) with
            {
                DeliveryRefused = true,
            },
            CallbackResent x => Reopen(next, x),
            _ => throw new UnreachableException($"No rule for {e.GetType().Name}"),
        };
    }

    /// <summary>Folds a whole stream.</summary>
    public static Job From(IEnumerable<JobEvent> events) => events.Aggregate(None, Evolve);

    /// <summary>A new attempt knows what was asked and what was told, and nothing else of those before.</summary>
    private static Job Begin(Job job, JobRedriven e) => new()
    {
        State = JobState.Requested,
        Version = job.Version,
        FirstAt = job.FirstAt,
        Attempt = e.Attempt,
        Former = e.Former is { } former ? job.Former.Add(former) : job.Former,
        Request = job.Request,
        PayloadHash = job.PayloadHash,
        DuplicateHash = job.DuplicateHash,
        WebhookUrl = job.WebhookUrl,
        DeliveryEnded = job.DeliveryEnded,
        CountsOn = job.CountsOn,
        Callbacks = job.Callbacks,
    };

    private static Job Report(Job job, int status, CallbackDetail detail, DateTimeOffset at) =>
        job.WebhookUrl is null || job is { DeliveryEnded: true, CountsOn: false }
            ? job
            : job with
            {
                Callbacks = job.Callbacks.Add(new Callback(
                    job.Callbacks.Length,
                    status,
                    detail,
                    job.DeliveryRefused ? CallbackState.Refused
                        : job.DeliveryEnded ? CallbackState.Abandoned
                        : CallbackState.Pending,
                    Attempts: 0,
                    DueAt: at)
                {
                    ReportedAt = at,
                }),
            };

    private static Job Settle(Job job, int sequence, int attempt, CallbackState state) =>
        Change(job, sequence, c => c with { Attempts = attempt, State = state });

    private static Job EndDelivery(Job job, bool countsOn) =>
        End(job, CallbackState.Abandoned) with { DeliveryEnded = true, CountsOn = countsOn };

    private static Job End(Job job, CallbackState state) => job with
    {
        Callbacks = [.. job.Callbacks.Select(c => c.State is CallbackState.Pending ? c with { State = state } : c)],
    };

    private static Job Reopen(Job job, CallbackResent e) => Change(
        job with { WebhookUrl = e.Url ?? job.WebhookUrl, DeliveryEnded = false, CountsOn = false, DeliveryRefused = false },
        e.Sequence,
        c => c with
        {
            State = CallbackState.Pending,
            DueAt = e.At,
            Since = c.Attempts,
            Resent = c.State is CallbackState.Pending ? c.Resent : c.Resent + 1,
        });

    private static Job Change(Job job, int sequence, Func<Callback, Callback> change) =>
        job with { Callbacks = job.Callbacks.SetItem(sequence, change(job.Callbacks[sequence])) };
}
