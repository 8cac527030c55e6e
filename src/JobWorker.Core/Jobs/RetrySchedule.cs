namespace JobWorker.Core.Jobs;

/// <summary>When to try again. Chance arrives as a number, so the same command always gives the same time.</summary>
public static class RetrySchedule
{
    /// <summary>Attempts at one callback, the first included: about three days.</summary>
    public const int CallbackAttempts = 10;

    private static readonly TimeSpan[] CallbackDelays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan LongestCreateDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

    /// <summary>The wait after a failed callback: 5 s, 5, 30 min, 2, 5, 10, 14, 20, 24 h, and up to a tenth more.</summary>
    /// <param name="attempt">The attempt that failed, 1 to 9.</param>
    /// <param name="retryAfter">The receiver's wish; it can lengthen the wait, up to 24 h, never shorten it.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Callback(int attempt, TimeSpan? retryAfter, double chance) =>
        Longer(CallbackDelays[Math.Clamp(attempt, 1, CallbackDelays.Length) - 1], retryAfter)
        * (1 + (0.1 * Math.Clamp(chance, 0, 1)));

    /// <summary>The wait after a failed creation: 1 s doubling to 1 min, of which between half and all is waited.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">The server's wish; it can lengthen the wait, up to 24 h, never shorten it.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Create(int attempt, TimeSpan? retryAfter, double chance)
    {
        var seconds = Math.Min(LongestCreateDelay.TotalSeconds, Math.Pow(2, Math.Clamp(attempt, 1, 16) - 1));

        return Longer(TimeSpan.FromSeconds(seconds * (0.5 + (0.5 * Math.Clamp(chance, 0, 1)))), retryAfter);
    }

    private static TimeSpan Longer(TimeSpan delay, TimeSpan? wish) =>
        wish is { } wished && wished > delay ? (wished < LongestWish ? wished : LongestWish) : delay;
}
