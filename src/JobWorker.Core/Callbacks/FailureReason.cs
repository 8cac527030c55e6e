namespace JobWorker.Core.Callbacks;

/// <summary>The closed, versioned vocabulary of <c>reason</c>, version 1.</summary>
public static class FailureReason
{
#pragma warning disable CS1591 // The words are their own documentation: they are Kubernetes' terms.
    public const string ExitCode = nameof(ExitCode);
    public const string OOMKilled = nameof(OOMKilled);
    public const string DeadlineExceeded = nameof(DeadlineExceeded);
    public const string BackoffLimitExceeded = nameof(BackoffLimitExceeded);
    public const string Evicted = nameof(Evicted);
    public const string Preempted = nameof(Preempted);
    public const string NodeLost = nameof(NodeLost);
    public const string ImagePullBackOff = nameof(ImagePullBackOff);
    public const string InvalidImageName = nameof(InvalidImageName);
    public const string CreateContainerConfigError = nameof(CreateContainerConfigError);
    public const string Unschedulable = nameof(Unschedulable);
    public const string VolumeNotReady = nameof(VolumeNotReady);
    public const string QuotaExceeded = nameof(QuotaExceeded);
    public const string Forbidden = nameof(Forbidden);
    public const string AdmissionDenied = nameof(AdmissionDenied);
    public const string JobDeleted = nameof(JobDeleted);
    public const string Cancelled = nameof(Cancelled);
    public const string Invalid = nameof(Invalid);
    public const string Policy = nameof(Policy);
    public const string Unknown = nameof(Unknown);
#pragma warning restore CS1591
}

/// <summary>The callback error codes. The meanings of A101 to A109 are older than this project and never change.</summary>
public static class ErrorCode
{
    /// <summary>The message breaks a rule.</summary>
    public const string MessageInvalid = "A100";

    /// <summary>Kubernetes refuses the Job's name.</summary>
    public const string NameInvalid = "A101";

    /// <summary>Every name we may use belongs to a Job of someone else.</summary>
    public const string NameTaken = "A102";

    /// <summary>The Job could not be created.</summary>
    public const string CreateFailed = "A103";

    /// <summary>The pod cannot start.</summary>
    public const string PodCannotStart = "A104";

    /// <summary>The pod did not start in time.</summary>
    public const string PodStartTimeout = "A105";

    /// <summary>The Job vanished before its outcome was known.</summary>
    public const string JobVanished = "A106";

    /// <summary>The details of the Job cannot be read.</summary>
    public const string DetailsUnreadable = "A107";

    /// <summary>The Job failed.</summary>
    public const string JobFailed = "A108";

    /// <summary>The Job cannot be read.</summary>
    public const string JobUnreadable = "A109";

    /// <summary>The job was cancelled.</summary>
    public const string Cancelled = "A110";

    /// <summary>Policy refuses the job.</summary>
    public const string RefusedByPolicy = "A111";
}
