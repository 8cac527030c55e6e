using JobWorker.Core.Callbacks;

namespace JobWorker.Core.Jobs;

/// <summary>What clients are told when a decision of ours ends a job.</summary>
internal static class JobErrors
{
    /// <summary>Somebody cancelled it.</summary>
    public static readonly CallbackError Cancelled =
        new(ErrorCode.Cancelled, "The job was cancelled by an operator.", FailureReason.Cancelled);

    /// <summary>Its message breaks rules, or policy refuses it.</summary>
    public static CallbackError Refused(JobCommand.Reject c) => new(
        c.Code,
        string.Join("; ", c.Violations.Select(v => $"{v.Field}: {v.Rule}")),
        c.Code == ErrorCode.RefusedByPolicy ? FailureReason.Policy : FailureReason.Invalid);

    /// <summary>Its Kubernetes Job was deleted by somebody else.</summary>
    public static CallbackError Vanished(JobRef job) => new(
        ErrorCode.JobVanished,
        $"Job {job.Namespace}/{job.Name} was deleted before its outcome was known.",
        FailureReason.JobDeleted);

    /// <summary>Its pod cannot start, or did not in time.</summary>
    public static CallbackError NotStarted(string code, string reason, string message, PodRef? pod) => new(
        code,
        code == ErrorCode.PodStartTimeout ? $"The job did not start in time. {message}" : message,
        reason,
        PodName: pod?.Name);
}
