using System.Globalization;
using System.Text.RegularExpressions;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>How a Job ended, read off its conditions and its pods. Pure.</summary>
internal static partial class JobOutcome
{
    /// <summary>The terminal observation of <paramref name="job"/>; none while it has not ended.</summary>
    /// <remarks><c>FailureTarget</c> and <c>SuccessCriteriaMet</c> announce an end while pods still run: they are none.</remarks>
    public static JobCommand? Of(V1Job job, PodSight pods, DateTimeOffset now)
    {
        var conditions = job.Status?.Conditions ?? [];
        if (Find(conditions, "Complete") is { } complete)
        {
            return new JobCommand.ObserveSucceeded(RefOf(job), pods.Ran, DurationOf(job, complete), now);
        }

        return Find(conditions, "Failed") is { } failed
            ? new JobCommand.ObserveFailed(RefOf(job), pods.Ran, ErrorOf(job, failed, pods), now)
            : null;
    }

    /// <summary>The message id a Job was created for; none when it is not one of ours.</summary>
    /// <remarks>Anybody may edit the Job's annotations, nobody those of its pods' template.</remarks>
    public static string? IdOf(V1Job job) =>
        IdIn(job.Metadata.Annotations) ?? IdIn(job.Spec?.Template?.Metadata?.Annotations);

    /// <summary>Which Job it is.</summary>
    public static JobRef RefOf(V1Job job) => new(job.Metadata.NamespaceProperty, job.Metadata.Name, job.Metadata.Uid);

    /// <summary>The Job without what its outcome does not need, to be kept for a while.</summary>
    public static V1Job Slim(V1Job job) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = job.Metadata.Name,
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Uid = job.Metadata.Uid,
        },
        Spec = new V1JobSpec { ActiveDeadlineSeconds = job.Spec?.ActiveDeadlineSeconds },
        Status = job.Status,
    };

    private static string? IdIn(IDictionary<string, string>? annotations) =>
        annotations?.TryGetValue(JobAnnotations.Id, out var id) == true && id is { Length: > 0 } ? id : null;

    private static V1JobCondition? Find(IEnumerable<V1JobCondition> conditions, string type) =>
        conditions.FirstOrDefault(c => c.Type == type && c.Status == "True");

    private static long DurationOf(V1Job job, V1JobCondition complete)
    {
        var end = job.Status.CompletionTime ?? complete.LastTransitionTime;

        return job.Status.StartTime is { } start && end is { } ended ? Math.Max(0, (long)(ended - start).TotalSeconds) : 0;
    }

    /// <summary>The deadline ends a Job whatever its containers did; otherwise the container knows better than the Job.</summary>
    private static CallbackError ErrorOf(V1Job job, V1JobCondition failed, PodSight pods) => failed.Reason switch
    {
        "DeadlineExceeded" => Error(FailureReason.DeadlineExceeded, Deadline(job, pods), pods.Failure),
        _ when pods.Failure is { } failure => Error(failure.Reason, failure.Message, failure),
        "PodFailurePolicy" => ByPolicy(job, failed),
        "BackoffLimitExceeded" or "FailedIndexes" or "MaxFailedIndexesExceeded" => Error(
            FailureReason.BackoffLimitExceeded,
            Words.Join($"Job {job.Metadata.Name} failed as often as it may, and no pod is left to tell why", failed.Message)),
        _ => Error(
            FailureReason.Unknown,
            Words.Join($"Job {job.Metadata.Name} failed ({failed.Reason ?? "no reason given"})", failed.Message)),
    };

    private static string Deadline(V1Job job, PodSight pods)
    {
        var limit = job.Spec?.ActiveDeadlineSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $" of {seconds} s")
            : "";
        var text = $"Job {job.Metadata.Name} was active longer than its deadline{limit}.";

        return pods is { Ran: null, Trouble: { } trouble } ? $"{text} It never started: {trouble.Message}" : text;
    }

    /// <summary>
    /// A rule of the Job ended it; its message names the container and the exit code, also once the pod is gone.
    /// </summary>
    private static CallbackError ByPolicy(V1Job job, V1JobCondition failed)
    {
        var message = Words.Join($"A rule of Job {job.Metadata.Name} ended it", failed.Message);
        if (ExitCodeRule().Match(failed.Message ?? "") is { Success: true } code)
        {
            var digits = code.Groups["code"].Value;
            int? exitCode = int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : null;

            return Error(FailureReason.ExitCode, message) with
            {
                ExitCode = exitCode,
                PodName = code.Groups["pod"].Value,
                Container = code.Groups["container"].Value,
            };
        }

        return ConditionRule().Match(failed.Message ?? "") is { Success: true } pod
            ? Error(FailureReason.Evicted, message) with { PodName = pod.Groups["pod"].Value }
            : Error(FailureReason.Unknown, message);
    }

    private static CallbackError Error(string reason, string message, ContainerFailure? failure = null) =>
        new(ErrorCode.JobFailed, message, reason, failure?.ExitCode, failure?.Pod, failure?.Container);

    [GeneratedRegex(@"Container (?<container>\S+) for pod \S+/(?<pod>\S+) failed with exit code (?<code>\d+) matching")]
    private static partial Regex ExitCodeRule();

    [GeneratedRegex(@"Pod \S+/(?<pod>\S+) has condition DisruptionTarget matching")]
    private static partial Regex ConditionRule();
}
