using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Jobs;

/// <summary>How jobs are looked after. Section <c>Jobs</c>; read once, at start.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Time between two wake-ups of a job that nothing else would wake. 5 s to 10 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan SupervisePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time without a call after which a job leaves memory. 10 s to 1 day; default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Time a created job may take to start before it is given up. 1 s to 7 days; default 10 min; also
    /// <c>POD_START_TIMEOUT</c>, seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan PodStartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Time a job is tried again for which the cluster refuses to create a Kubernetes Job: a quota, a missing right. 1 s to 7
    /// days; default 1 h. An API server that does not answer is borne for ever.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CreateTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Cap of <c>activeDeadlineSeconds</c> in messages, seconds. 60 to 31,536,000; default 86400.</summary>
    [Range(60, 31_536_000)]
    public int ActiveDeadlineSecondsMax { get; init; } = 86400;
}
