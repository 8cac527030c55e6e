namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>When calls are refused for a while because too many failed.</summary>
/// <param name="MaxRequests">Calls let through while half open, and successes in a row that close the circuit. Default 1.</param>
/// <param name="Interval">Time after which a closed circuit forgets what it counted. Default 0: never.</param>
/// <param name="Timeout">Time an open circuit refuses calls before it is half open. Default 60 s.</param>
/// <param name="Trip">What opens a closed circuit; asked at each failure.</param>
internal sealed record CircuitPolicy(int MaxRequests, TimeSpan Interval, TimeSpan Timeout, TripRule Trip)
{
    /// <summary>What a policy named without values means.</summary>
    public static readonly CircuitPolicy Default = new(1, TimeSpan.Zero, TimeSpan.FromSeconds(60), TripRule.Default);
}
