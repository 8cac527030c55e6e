namespace JobWorker.Ojs.Client.Jobs;

/// <summary>What happens after a failed attempt. What is not set is the server's default. OJS retry policies.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all; 0 and 1 mean no second one. Default 3.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Before the second attempt. Default 1 s.</summary>
    public TimeSpan? InitialInterval { get; init; }

    /// <summary>How delays grow, 1 or more. Default 2.</summary>
    public double? BackoffCoefficient { get; init; }

    /// <summary>How delays are computed. Default <see cref="BackoffStrategy.Exponential"/>.</summary>
    public BackoffStrategy? BackoffStrategy { get; init; }

    /// <summary>No delay is longer. Default 5 min.</summary>
    public TimeSpan? MaxInterval { get; init; }

    /// <summary>Whether delays vary between half and one and a half. Default true.</summary>
    public bool? Jitter { get; init; }

    /// <summary>Types of error that end the job at once, exactly or as <c>prefix.*</c>.</summary>
    public IReadOnlyList<string>? NonRetryableErrors { get; init; }

    /// <summary>What becomes of the job after the last attempt. Default <see cref="Exhaustion.Discard"/>.</summary>
    public Exhaustion? OnExhaustion { get; init; }
}

/// <summary>How delays grow from attempt to attempt.</summary>
public enum BackoffStrategy
{
    /// <summary>By a factor.</summary>
    Exponential,

    /// <summary>By the first delay.</summary>
    Linear,

    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>By a power of the attempt.</summary>
    Polynomial,
}

/// <summary>What becomes of a job after its last attempt.</summary>
public enum Exhaustion
{
    /// <summary>It is discarded.</summary>
    Discard,

    /// <summary>It is kept among the dead letters, to be retried by hand.</summary>
    DeadLetter,
}
