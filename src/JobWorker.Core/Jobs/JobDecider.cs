using JobWorker.Core.Callbacks;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Jobs.JobState;
using Answer = JobWorker.Core.Decision<JobWorker.Core.Jobs.JobEvent>;

namespace JobWorker.Core.Jobs;

/// <summary>The rules of a job's life, one row to a line.</summary>
public static class JobDecider
{
    /// <summary>Answers <paramref name="command"/> for <paramref name="job"/>. Reads no clock, does no I/O.</summary>
    public static Answer Decide(Job job, JobCommand command) => (job.State, command) switch
    {
        (None, Submit c) => Accept(new JobRequested(c.Request, c.PayloadHash, c.Ignored, c.At)),
        (None, Reject c) => Accept(
        [
            new JobRejected(c.Service, c.WebhookUrl, JobErrors.Refused(c), c.Violations, c.PayloadHash, c.At, c.Trace),
            .. c is { WebhookUrl: { } url, WebhookRefused: { } why }
                ? [CallbackRules.NotTo(url, 0, 0, why, c.At)]
                : Array.Empty<JobEvent>(),
        ]),
        (None, Supervise) => Accept(),
        (None, _) => Refuse(RefusalCode.NotFound, "There is no such job."),
        (_, Submit c) => Again(job, c.PayloadHash, c.At),
        (_, Reject c) => Again(job, c.PayloadHash, c.At),
        (_, Supervise) => Accept(),
        (_, RecordCallback c) => CallbackRules.Attempted(job, c),
        (_, RecordCallbacks c) => CallbackRules.Attempted(job, c),
        (_, Resend c) => CallbackRules.Resent(job, c),
        (_, RecordRemoved c) => job.Removing ? Accept(new JobRemoved(c.At)) : Accept(),
        (_, RecordRemoveRefused c) => job.Removing && job.RemoveRefused?.Reason != c.Reason
            ? Accept(new JobRemoveRefused(c.Reason, c.Error, c.At))
            : Accept(),
        (_, Redrive c) => Redriven(job, c.At),
        (_, IObservation c) when IsStranger(job, c.Ref) =>
            Refuse(RefusalCode.NotFound, $"Job {c.Ref.Namespace}/{c.Ref.Name} is not the one of this message."),
        (Succeeded or Failed or Aborted or Rejected, Cancel) =>
            Refuse(RefusalCode.Conflict, $"The job is {job.State}: there is nothing left to cancel."),
        (Succeeded or Failed or Aborted or Rejected, _) => Accept(),
        (_, Cancel c) => Accept(new JobAborted(JobErrors.Cancelled, c.At, Removes: true)),
        (Requested, RecordCreated c) => Accept(new JobCreated(c.Ref, c.At)),
        (Requested, RecordCreateFailed c) => Accept(AfterCreateFailed(job, c)),
        (_, RecordCreated or RecordCreateFailed) => Accept(),
        (_, ObserveStarted c) when IsOurs(job, c.Ref) => Accept(Lived(job, c.Ref, c.Pod, c.At)),
        (_, ObserveSucceeded c) when IsOurs(job, c.Ref) =>
            Accept([.. Lived(job, c.Ref, c.Pod, c.At), new JobSucceeded(c.DurationSeconds, c.At)]),
        (_, ObserveFailed c) when IsOurs(job, c.Ref) =>
            Accept([.. Lived(job, c.Ref, c.Pod, c.At), new JobFailed(c.Error, c.At)]),
        (_, ObserveVanished c) when IsOurs(job, c.Ref) =>
            Accept([.. Lived(job, c.Ref, pod: null, c.At), new JobAborted(JobErrors.Vanished(c.Ref), c.At)]),
        (_, ObserveStuck c) when IsOurs(job, c.Ref) => Accept([.. Lived(job, c.Ref, pod: null, c.At), .. Stuck(job, c)]),
        (Requested or Created, ObserveOverdue c) when IsOurs(job, c.Ref) =>
            Accept([.. Lived(job, c.Ref, pod: null, c.At), .. Overdue(job, c)]),
        (_, ObserveReplaced c) when IsOurs(job, c.Ref) =>
            Accept([.. Lived(job, c.Ref, c.By, c.At), .. Replaced(job, c)]),
        (_, IObservation) => Accept(),
        _ => Refuse(RefusalCode.Conflict, $"A job that is {job.State} cannot {command.GetType().Name}."),
    };

    /// <summary>The same id again: no second job; another payload is worth a note, once.</summary>
    private static Answer Again(Job job, string payloadHash, DateTimeOffset at) =>
        payloadHash == job.PayloadHash || payloadHash == job.DuplicateHash
            ? Accept()
            : Accept(new DuplicateIgnored(payloadHash, at));

    /// <summary>An object with the same name but another UID is another Job, and says nothing about this one.</summary>
    private static bool IsOurs(Job job, JobRef seen) => !IsFormer(job, seen) && !IsStranger(job, seen);

    private static bool IsFormer(Job job, JobRef seen) => job.Former.Any(former => former.Uid == seen.Uid);

    /// <summary>
    /// It says that it was made for this message, but it was not: somebody has copied ours. While ours is not known, its name
    /// tells, since it follows from the message.
    /// </summary>
    private static bool IsStranger(Job job, JobRef seen) =>
        !IsFormer(job, seen) && (job.Ref is { } known ? known.Uid != seen.Uid : !MayBeNamed(job, seen));

    private static bool MayBeNamed(Job job, JobRef seen) =>
        job.Request is { } request
        && seen.Namespace == request.Job.Namespace
        && Enumerable.Range(0, job.NamesTaken + 1)
            .Any(taken => seen.Name == JobName.Of(request.Job.PrefixName, request.Id, taken, job.Attempt));

    /// <summary>What must have happened before something was seen: it was created, and perhaps a container ran.</summary>
    private static JobEvent[] Lived(Job job, JobRef seen, PodRef? pod, DateTimeOffset at) =>
    [
        .. job.State is Requested ? [new JobCreated(seen, at)] : Array.Empty<JobEvent>(),
        .. job.State is not Running && pod is not null ? [new PodStarted(pod, at)] : Array.Empty<JobEvent>(),
    ];

    /// <summary>
    /// One event for each change of reason, and not without end; what cannot recover ends at once, unless it ran before.
    /// </summary>
    private static IEnumerable<JobEvent> Stuck(Job job, ObserveStuck c) =>
    [
        .. Told(job, c.Reason, c.Message, c.Pod, c.At),
        .. c.Hopeless && job.State is not Running
            ? [new JobAborted(JobErrors.NotStarted(ErrorCode.PodCannotStart, c.Reason, c.Message, c.Pod), c.At, Removes: true)]
            : Array.Empty<JobEvent>(),
    ];

    /// <summary>
    /// The look may come later than the word that told more: a back-off no longer says what was wrong at first.
    /// </summary>
    private static IEnumerable<JobEvent> Overdue(Job job, ObserveOverdue c)
    {
        var message = job.Stuck is { } stuck && stuck.Reason == c.Reason && stuck.Message.Length > c.Message.Length
            ? stuck.Message
            : c.Message;
        var code = c.Hopeless ? ErrorCode.PodCannotStart : ErrorCode.PodStartTimeout;

        return
        [
            .. Told(job, c.Reason, c.Message, c.Pod, c.At),
            new JobAborted(JobErrors.NotStarted(code, c.Reason, message, c.Pod), c.At, Removes: true),
        ];
    }

    private static PodReplaced[] Replaced(Job job, ObserveReplaced c) =>
        job.ReplacedBy?.Uid == c.By.Uid || job.ReplacedTold >= Job.StuckLimit ? [] : [new PodReplaced(c.Lost, c.By, c.At)];

    private static PodStuck[] Told(Job job, string reason, string message, PodRef? pod, DateTimeOffset at) =>
        job.Stuck?.Reason == reason || job.StuckTold >= Job.StuckLimit ? [] : [new PodStuck(reason, message, pod, at)];

    private static Answer Redriven(Job job, DateTimeOffset at) => job switch
    {
        { State: Rejected } =>
            Refuse(RefusalCode.Conflict, "The message was refused: there is nothing to run. Send it under a new id."),
        { IsFinal: false } => Refuse(RefusalCode.Conflict, $"The job is {job.State}: cancel it first, or wait for its end."),
        { Removing: true } =>
            Refuse(RefusalCode.Conflict, "The Kubernetes Job of the attempt before is still being deleted: try again."),
        _ => Accept(new JobRedriven(job.Attempt + 1, job.Ref, at)),
    };

    private static JobEvent AfterCreateFailed(Job job, RecordCreateFailed c) => c.Kind switch
    {
        CreateFailure.Retryable => Deferred(job, c, reason: null),
        CreateFailure.Refused when job.RefusedSince is not { } since || c.Within is not { } within || c.At - since < within =>
            Deferred(job, c, c.Error.Reason),
        CreateFailure.NameTaken when job.NamesTaken + 1 < JobName.Tries => new JobNameTaken(c.Name, c.At),

        // A try that was not answered may have made the Job: then it is found by its name, and deleted.
        _ => new JobAborted(c.Error, c.At, Removes: job.CreateAttempts > 0 ? true : null),
    };

    private static JobCreateDeferred Deferred(Job job, RecordCreateFailed c, string? reason) => new(
        job.CreateAttempts + 1,
        c.Error.Message,
        c.At + RetrySchedule.Create(job.CreateAttempts + 1, c.RetryAfter, c.Chance),
        c.At,
        reason);

    private static Answer Accept(params ReadOnlySpan<JobEvent> events) => new Answer.Accepted([.. events]);

    private static Answer Refuse(RefusalCode code, string message) => new Answer.Refused(code, message);
}
