namespace JobWorker.Core.Jobs;

/// <summary>When to try again. Chance arrives as a number, so the same command always gives the same time.</summary>
public static class RetrySchedule
{
    /// <summary>Attempts at one callback, the first included, where nothing else is set: about three days.</summary>
    public const int CallbackAttempts = 10;

    /// <summary>A wish of a receiver or server counts up to this.</summary>
    public static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

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

    /// <summary>Attempts at one callback by a schedule, the first included.</summary>
    /// <param name="schedule">The waits between attempts; none: the usual ones.</param>
    public static int Attempts(IReadOnlyList<TimeSpan>? schedule) =>
        schedule is { Count: > 0 } ? schedule.Count + 1 : CallbackAttempts;

    /// <summary>The wait after a failed callback: 5 s, 5, 30 min, 2, 5, 10, 14, 20, 24 h, and up to a tenth more.</summary>
    /// <param name="attempt">The attempt that failed, 1 to 9.</param>
    /// <param name="retryAfter">The receiver's wish, up to a tenth more; it can lengthen the wait, up to 24 h, never shorten it.</param>
    /// <param name="chance">0 to 1.</param>
    /// <param name="schedule">The waits between attempts; none: the usual ones.</param>
    public static TimeSpan Callback(
        int attempt, TimeSpan? retryAfter, double chance, IReadOnlyList<TimeSpan>? schedule = null)
    {
        var delays = schedule is { Count: > 0 } ? schedule : CallbackDelays;

        var spread = 1 + (0.1 * Math.Clamp(chance, 0, 1));
        var wish = retryAfter is { } wished ? (wished < LongestWish ? wished : LongestWish) * spread : TimeSpan.Zero;

        return Longer(delays[Math.Clamp(attempt, 1, delays.Count) - 1] * spread, wish);
    }

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
