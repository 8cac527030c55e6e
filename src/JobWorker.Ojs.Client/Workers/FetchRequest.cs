using JobWorker.Ojs.Client.Jobs;

namespace JobWorker.Ojs.Client.Workers;

/// <summary>What a worker asks for.</summary>
public sealed record FetchRequest
{
    /// <summary>Where to look, in this order. At least one.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>At most so many jobs. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Who asks; none means nobody in particular.</summary>
    public string? WorkerId { get; init; }

    /// <summary>How long the worker may be silent, milliseconds; none means what each job says, else half an hour.</summary>
    public long? VisibilityTimeoutMs { get; init; }

    /// <summary>How long to wait for a job where there is none, milliseconds; none means not at all.</summary>
    public int? WaitMs { get; init; }
}

/// <summary>What a server answers a failure.</summary>
/// <param name="State">What the job is now.</param>
/// <param name="Attempt">The attempt that failed.</param>
/// <param name="MaxAttempts">Attempts in all.</param>
/// <param name="NextAttemptAt">When it is tried again, UTC; none when it is not.</param>
/// <param name="RetryDelayMs">The same from now on, milliseconds.</param>
public sealed record NackResult(JobState State, int Attempt, int MaxAttempts, DateTimeOffset? NextAttemptAt, long? RetryDelayMs);

/// <summary>What a server answers a beat.</summary>
/// <param name="State">What the worker is to do.</param>
/// <param name="JobsExtended">Jobs it still has, whose leases begin anew.</param>
public sealed record Heartbeat(Directive State, IReadOnlyList<string> JobsExtended);

/// <summary>What a worker is to do.</summary>
public enum Directive
{
    /// <summary>Go on.</summary>
    Running,

    /// <summary>Finish what it has, and take nothing new.</summary>
    Quiet,

    /// <summary>End.</summary>
    Terminate,
}
