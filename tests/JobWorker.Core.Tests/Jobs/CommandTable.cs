using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using static JobWorker.Core.Jobs.JobCommand;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Jobs;

/// <summary>A job in every state, and every kind of command, by name.</summary>
internal static class CommandTable
{
    private static readonly JobRequested Asked = new(Request, "hash", [], Noon);
    private static readonly JobRejected Refused = new("example", "http://webhook.com", Boom, [BrokenRule], "hash", Noon);
    private static readonly JobCreated IsCreated = new(Ref, Noon);
    private static readonly PodStarted HasStarted = new(Pod, Noon);

    public static readonly IReadOnlyDictionary<string, Job> Jobs = new Dictionary<string, Job>
    {
        ["None"] = Job.None,
        ["Requested"] = After(Asked),
        ["Created"] = After(Asked, IsCreated),
        ["Running"] = After(Asked, IsCreated, HasStarted),
        ["Succeeded"] = After(Asked, IsCreated, HasStarted, new JobSucceeded(120, Noon)),
        ["Failed"] = After(Asked, IsCreated, HasStarted, new JobFailed(Boom, Noon)),
        ["Aborted"] = After(Asked, new JobAborted(Boom, Noon)),
        ["Rejected"] = After(Refused),
    };

    public static readonly IReadOnlyDictionary<string, JobCommand> Commands = new Dictionary<string, JobCommand>
    {
        ["Submit"] = new Submit(Request, "hash", [], Noon),
        ["Submit other"] = new Submit(Request, "other", [], Noon),
        ["Reject"] = new Reject("example", "http://webhook.com", ErrorCode.MessageInvalid, [BrokenRule], "hash", Noon),
        ["Reject other"] = new Reject("example", "http://webhook.com", ErrorCode.RefusedByPolicy, [BrokenRule], "other", Noon),
        ["Reject url"] = new Reject(
            "example", "http://webhook.com", ErrorCode.RefusedByPolicy, [BrokenRule], "hash", Noon, WebhookRefused: "not there"),
        ["Created"] = new RecordCreated(Ref, Noon),
        ["Create later"] = CreateFailed(CreateFailure.Retryable),
        ["Create taken"] = CreateFailed(CreateFailure.NameTaken),
        ["Create never"] = CreateFailed(CreateFailure.Final),
        ["Create refused"] = CreateFailed(CreateFailure.Refused),
        ["Started"] = new ObserveStarted(Ref, Pod, Noon),
        ["Started stranger"] = new ObserveStarted(Stranger, Pod, Noon),
        ["Started copy"] = new ObserveStarted(Copy, Pod, Noon),
        ["Succeeded"] = new ObserveSucceeded(Ref, Pod, 120, Noon),
        ["Succeeded unseen"] = new ObserveSucceeded(Ref, Pod: null, 120, Noon),
        ["Failed"] = new ObserveFailed(Ref, Pod, Boom, Noon),
        ["Failed unseen"] = new ObserveFailed(Ref, Pod: null, Boom, Noon),
        ["Vanished"] = new ObserveVanished(Ref, Noon),
        ["Vanished stranger"] = new ObserveVanished(Stranger, Noon),
        ["Stuck"] = new ObserveStuck(Ref, Pod, FailureReason.ImagePullBackOff, "no such image", Hopeless: false, Noon),
        ["Stuck stranger"] = new ObserveStuck(Stranger, Pod, FailureReason.ImagePullBackOff, "no such image", Hopeless: false, Noon),
        ["Stuck for good"] = new ObserveStuck(Ref, Pod, FailureReason.InvalidImageName, "no such name", Hopeless: true, Noon),
        ["Overdue"] = new ObserveOverdue(Ref, Pod, FailureReason.ImagePullBackOff, "back-off", Hopeless: false, Noon),
        ["Overdue stranger"] = new ObserveOverdue(Stranger, null, FailureReason.QuotaExceeded, "no pod", Hopeless: false, Noon),
        ["Replaced"] = new ObserveReplaced(Ref, Pod, Pod with { Uid = "pod-2" }, Noon),
        ["Cancel"] = new Cancel(Noon),
        ["Removed"] = new RecordRemoved(Noon),
        ["Remove refused"] = new RecordRemoveRefused(FailureReason.Forbidden, "may not", Noon),
        ["Redrive"] = new Redrive(Noon),
        ["Callback 200"] = Callback(attempt: 1, 200),
        ["Callback 500"] = Callback(attempt: 1, 500),
        ["Callback 410"] = Callback(attempt: 1, 410),
        ["Callback refused"] = Callback(attempt: 1, status: null) with { Error = "not there", Refused = true },
        ["Callback stale"] = Callback(attempt: 2, 200),
        ["Callbacks 200 500"] = Callbacks(Callback(attempt: 1, 200), Callback(attempt: 1, 500, sequence: 1)),
        ["Resend"] = new Resend(0, Url: null, Noon),
        ["Resend elsewhere"] = new Resend(0, "https://other.example/hook", Noon),
        ["Resend unknown"] = new Resend(7, Url: null, Noon),
        ["Resend the dead"] = new Resend(Sequence: null, Url: null, Noon),
        ["Supervise"] = new Supervise(Noon),
    };

    public static RecordCreateFailed CreateFailed(CreateFailure kind) =>
        new(kind, "bb-fbe70e59", Boom, RetryAfter: null, Chance: 0, Noon);

    public static RecordCallback Callback(int attempt, int? status, int sequence = 0) => new(
        sequence, attempt, status, Error: null, RetryAfter: null, DurationMs: 5, Chance: 0, Noon);

    public static RecordCallbacks Callbacks(params RecordCallback[] attempts) => new([.. attempts], Noon);
}
