using System.Collections.Immutable;

namespace JobWorker.Core.Ojs.Retries;

/// <summary>What happens after a failed attempt. OJS retry policies, sections 2 and 3.</summary>
public sealed record RetryPolicy
{
    /// <summary>For who says nothing.</summary>
    public static readonly RetryPolicy Default = new();

    /// <summary>Attempts in all, the first included; 0 and 1 mean no retry. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The wait after the first failure. Default 1 s.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How the wait grows: at least 1; default 2.</summary>
    public double BackoffCoefficient { get; init; } = 2.0;

    /// <summary>No wait is longer. Default 5 minutes.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether waits vary by half either way. Default true.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>The curve of the waits. Default exponential.</summary>
    public BackoffStrategy BackoffStrategy { get; init; }

    /// <summary>Types of errors that end the job at once: exact, or <c>prefix.*</c>.</summary>
    public ImmutableArray<string> NonRetryableErrors { get; init; } = [];

    /// <summary>Where the job goes after its last attempt. Default discard.</summary>
    public OnExhaustion OnExhaustion { get; init; }

    /// <summary>How long to wait after a failed attempt: never negative, never longer than <see cref="MaxInterval"/>.</summary>
    /// <param name="failedAttempt">Its number, from 1.</param>
    /// <param name="chance">From 0 up to 1; decides the jitter.</param>
    public TimeSpan DelayAfter(int failedAttempt, double chance)
    {
        if (InitialInterval <= TimeSpan.Zero || MaxInterval <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var most = (double)MaxInterval.Ticks;
        var capped = Math.Min(InitialInterval.Ticks * Growth(Math.Max(failedAttempt, 1)), most);
        var varied = Jitter ? capped * (0.5 + chance) : capped;

        return varied < most ? TimeSpan.FromTicks((long)varied) : MaxInterval;
    }

    /// <summary>Whether an error of this type leaves the job another attempt; none: it does.</summary>
    public bool IsRetryable(string? errorType) =>
        errorType is null || !NonRetryableErrors.Any(pattern => Matches(pattern, errorType));

    private double Growth(int attempt) => BackoffStrategy switch
    {
        BackoffStrategy.Linear => attempt,
        BackoffStrategy.Constant => 1,
        BackoffStrategy.Polynomial => Math.Pow(attempt, BackoffCoefficient),
        _ => Math.Pow(BackoffCoefficient, attempt - 1),
    };

    private static bool Matches(string pattern, string errorType) =>
        pattern == errorType
        || (pattern is [.. var prefix, '.', '*'] && errorType.StartsWith($"{prefix}.", StringComparison.Ordinal));
}

/// <summary>How waits grow with the number of failed attempts.</summary>
public enum BackoffStrategy
{
    /// <summary>initial × coefficient^(n-1).</summary>
    Exponential,

    /// <summary>initial × n.</summary>
    Linear,

    /// <summary>initial.</summary>
    Constant,

    /// <summary>initial × n^coefficient.</summary>
    Polynomial,
}

/// <summary>Where a job goes after its last attempt.</summary>
public enum OnExhaustion
{
    /// <summary>It is done with.</summary>
    Discard,

    /// <summary>It is kept for an operator to see and repeat.</summary>
    DeadLetter,
}
