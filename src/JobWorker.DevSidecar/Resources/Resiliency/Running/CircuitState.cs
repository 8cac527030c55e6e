namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>Whether a circuit lets calls through.</summary>
internal enum CircuitPhase
{
    /// <summary>All pass.</summary>
    Closed,

    /// <summary>A few pass, to see whether things are better.</summary>
    HalfOpen,

    /// <summary>None passes.</summary>
    Open,
}

/// <summary>The rules of a circuit breaker. Reads no clock.</summary>
/// <param name="Phase">What it does with calls.</param>
/// <param name="Generation">Goes up each time the counts begin anew: ends of calls let in before count no more.</param>
/// <param name="Counts">Calls of this generation.</param>
/// <param name="Ends">When this generation is over, save by its calls; none when never.</param>
internal sealed record CircuitState(CircuitPhase Phase, long Generation, CircuitCounts Counts, TimeSpan? Ends)
{
    /// <summary>A closed circuit that has counted nothing.</summary>
    public static CircuitState New(CircuitPolicy policy, TimeSpan now) =>
        new CircuitState(CircuitPhase.Closed, -1, default, null).Begin(CircuitPhase.Closed, policy, now);

    /// <summary>What has become of it by <paramref name="now"/>.</summary>
    public CircuitState At(CircuitPolicy policy, TimeSpan now) => Phase switch
    {
        CircuitPhase.Closed when Ends < now => Begin(CircuitPhase.Closed, policy, now),
        CircuitPhase.Open when Ends < now => Begin(CircuitPhase.HalfOpen, policy, now),
        _ => this,
    };

    /// <summary>Why the next call may not pass; none when it may.</summary>
    public string? Refusal(CircuitPolicy policy) => Phase switch
    {
        CircuitPhase.Open => "circuit breaker is open",
        CircuitPhase.HalfOpen when Counts.Requests >= policy.MaxRequests => "too many requests",
        _ => null,
    };

    /// <summary>With one more call in it.</summary>
    public CircuitState Entered() => this with { Counts = Counts with { Requests = Counts.Requests + 1 } };

    /// <summary>After the end of a call that was let in during <paramref name="generation"/>.</summary>
    public CircuitState Left(long generation, bool success, CircuitPolicy policy, TimeSpan now) =>
        generation != Generation ? this
        : success ? Succeeded(policy, now)
        : Failed(policy, now);

    private CircuitState Succeeded(CircuitPolicy policy, TimeSpan now)
    {
        var next = this with
        {
            Counts = Counts with
            {
                TotalSuccesses = Counts.TotalSuccesses + 1,
                ConsecutiveSuccesses = Counts.ConsecutiveSuccesses + 1,
                ConsecutiveFailures = 0,
            },
        };
        return Phase == CircuitPhase.HalfOpen && next.Counts.ConsecutiveSuccesses >= policy.MaxRequests
            ? Begin(CircuitPhase.Closed, policy, now)
            : next;
    }

    private CircuitState Failed(CircuitPolicy policy, TimeSpan now)
    {
        var next = this with
        {
            Counts = Counts with
            {
                TotalFailures = Counts.TotalFailures + 1,
                ConsecutiveFailures = Counts.ConsecutiveFailures + 1,
                ConsecutiveSuccesses = 0,
            },
        };
        return Phase == CircuitPhase.HalfOpen || policy.Trip.IsMet(next.Counts) ? Begin(CircuitPhase.Open, policy, now) : next;
    }

    private CircuitState Begin(CircuitPhase phase, CircuitPolicy policy, TimeSpan now)
    {
        TimeSpan? ends = phase switch
        {
            CircuitPhase.Closed => policy.Interval > TimeSpan.Zero ? now + policy.Interval : null,
            CircuitPhase.Open => now + policy.Timeout,
            _ => null,
        };
        return new CircuitState(phase, Generation + 1, default, ends);
    }
}
