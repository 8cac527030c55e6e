using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using k8s.Models;

namespace JobWorker.Host.Cluster;

/// <summary>How a Job ended, read off its conditions and its pods. Pure.</summary>
internal static class JobOutcome
{
    /// <summary>The terminal observation of <paramref name="job"/>; none while it has not ended.</summary>
    public static JobCommand? Of(V1Job job, PodSight pods, DateTimeOffset now)
    {
        var conditions = job.Status?.Conditions ?? [];
        if (Find(conditions, "Complete") is { } complete)
        {
            return new JobCommand.ObserveSucceeded(RefOf(job), pods.Ran, DurationOf(job, complete), now);
        }

        return Find(conditions, "Failed") is { } failed
            ? new JobCommand.ObserveFailed(RefOf(job), pods.Ran, ErrorOf(job, failed, pods.Failure), now)
            : null;
    }

    /// <summary>The message id a Job was created for; none when it is not one of ours.</summary>
    public static string? IdOf(V1Job job) =>
        job.Metadata.Annotations?.TryGetValue(JobAnnotations.Id, out var id) == true ? id : null;

    /// <summary>Which Job it is.</summary>
    public static JobRef RefOf(V1Job job) => new(job.Metadata.NamespaceProperty, job.Metadata.Name, job.Metadata.Uid);

    private static V1JobCondition? Find(IEnumerable<V1JobCondition> conditions, string type) =>
        conditions.FirstOrDefault(c => c.Type == type && c.Status == "True");

    private static long DurationOf(V1Job job, V1JobCondition complete)
    {
        var end = job.Status.CompletionTime ?? complete.LastTransitionTime;

        return job.Status.StartTime is { } start && end is { } ended ? Math.Max(0, (long)(ended - start).TotalSeconds) : 0;
    }

    private static CallbackError ErrorOf(V1Job job, V1JobCondition failed, ContainerFailure? failure)
    {
        var reason = ReasonOf(failed.Reason, failure);
        var message = reason switch
        {
            FailureReason.ExitCode => $"Container {failure!.Container} ended with exit code {failure.ExitCode}.",
            FailureReason.OOMKilled => $"Container {failure!.Container} was killed: out of memory.",
            _ => failed.Message ?? failed.Reason ?? $"Job {job.Metadata.Name} failed.",
        };

        return new CallbackError(ErrorCode.JobFailed, message, reason, failure?.ExitCode, failure?.Pod, failure?.Container);
    }

    /// <summary>The deadline ends a Job whatever its containers did; otherwise the container knows better than the Job.</summary>
    private static string ReasonOf(string? job, ContainerFailure? failure) => (job, failure) switch
    {
        ("DeadlineExceeded", _) => FailureReason.DeadlineExceeded,
        (_, { Reason: "OOMKilled" }) => FailureReason.OOMKilled,
        (_, { Reason: "Evicted" }) => FailureReason.Evicted,
        (_, { Reason: "Preempting" or "Preempted" }) => FailureReason.Preempted,
        (_, { Reason: "NodeLost" }) => FailureReason.NodeLost,
        (_, { ExitCode: not null }) => FailureReason.ExitCode,
        ("BackoffLimitExceeded", _) => FailureReason.BackoffLimitExceeded,
        _ => FailureReason.Unknown,
    };
}
