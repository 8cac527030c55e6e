using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Tests.Api.Documents.Answers;

/// <summary>Journals in which, all together, every event stands with all that it can say.</summary>
internal static class JobStories
{
    private const string Url = "https://hooks.example.com/a";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CallbackError Boom = new("A108", "exit code 1", "ExitCode", 1, "pod", "svc", "the last line");
    private static readonly JobRef Made = new("default", "job-1", "uid");
    private static readonly PodRef Pod = new("pod-1", "pod-uid");

    /// <summary>By the id of the job.</summary>
    public static IReadOnlyDictionary<string, JobEvent[]> All { get; } = new Dictionary<string, JobEvent[]>
    {
        ["asked"] = [Requested("asked")],
        ["created"] = [Requested("created"), new JobCreated(Made, Noon)],
        ["waits"] = Created("waits", "job-waits"),
        ["gone"] = Created("gone", "job-gone"),
        ["unseen"] = Created("unseen", "job-away"),
        ["forbidden"] = Created("forbidden", "job-forbidden"),
        ["deferred"] =
        [
            Requested("deferred"), new JobNameTaken("job-1", Noon),
            new JobCreateDeferred(1, "quota", Noon.AddSeconds(5), Noon, FailureReason.QuotaExceeded),
        ],
        ["stuck"] =
        [
            Requested("stuck"), new DuplicateIgnored(new string('b', 64), Noon), new JobCreated(Made, Noon),
            new PodStuck(FailureReason.ImagePullBackOff, "no such image", Pod, Noon),
        ],
        ["succeeded"] =
        [
            Requested("succeeded"), new JobCreated(Made, Noon), new CallbackDelivered(0, 1, 200, 5, Noon), new PodStarted(Pod, Noon),
            new PodReplaced(Pod, new PodRef("pod-2", "pod-uid-2"), Noon), new CallbackFailed(1, 1, 500, "status 500", 7, Noon.AddSeconds(5), Noon),
            new CallbackDelivered(1, 2, 204, 6, Noon), new JobSucceeded(12, Noon), new CallbackDelivered(2, 1, 200, 5, Noon),
        ],
        ["failed"] =
        [
            Requested("failed"), new JobCreated(Made, Noon), new CallbackFailed(0, 1, null, "no answer", 7, Noon.AddSeconds(5), Noon),
            new JobFailed(Boom, Noon), new CallbackAbandoned(0, 2, 410, "gone", true, Noon, 8, CountsOn: true),
            new CallbackResent(0, "https://hooks.example.com/b", Noon), new CallbackResent(1, null, Noon),
            new JobRedriven(2, Made, Noon), new JobCreated(Made with { Name = "job-2", Uid = "uid-2" }, Noon),
        ],
        ["aborted"] =
        [
            Requested("aborted"), new JobCreated(Made, Noon),
            new JobAborted(new CallbackError("A110", "cancelled", FailureReason.Cancelled), Noon, Removes: true),
            new JobRemoveRefused(FailureReason.Forbidden, "no right", Noon), new JobRemoved(Noon),
            new CallbackRefused(0, 1, Url, "A111", "policy", Noon),
        ],
        ["held"] =
        [
            Requested("held"), new JobCreated(Made, Noon),
            new JobAborted(new CallbackError("A110", "cancelled", FailureReason.Cancelled), Noon, Removes: true),
            new JobRemoveRefused(FailureReason.Forbidden, "no right", Noon),
        ],
        ["rejected"] =
        [
            new JobRejected(
                "svc", Url, new CallbackError("A100", "no image", FailureReason.Invalid), [new Violation("job.image", "is required")],
                new string('c', 64), Noon),
            new CallbackRefused(0, 0, Url, "A111", "policy", Noon),
        ],
        ["broken"] =
        [
            Requested("broken"), new JobCreated(Made, Noon), new CallbackDelivered(0, 1, 200, 5, Noon), new CallbackDelivered(0, 1, 200, 5, Noon),
        ],
    };

    private static JobEvent[] Created(string id, string name) => [Requested(id), new JobCreated(Made with { Name = name }, Noon)];

    private static JobRequested Requested(string id) => new(
        new JobRequest(id, "svc", new JobSpec { PrefixName = "job", Namespace = "default", Image = "busybox" }, Url),
        new string('a', 64), ["$.colour"], Noon);
}
