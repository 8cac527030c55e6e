namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>How much one receiver is trusted with: a pure state, changed by what became of each attempt.</summary>
/// <remarks>
/// Trust doubles with every answer and is halved with every failure. After <see cref="Patience"/> failures in a row the circuit is open:
/// then one attempt at a time, a pause after each that fails, until one is answered.
/// </remarks>
/// <param name="Limit">Attempts that may be under way at once, from 1.</param>
/// <param name="Failures">Failures since the last answer.</param>
/// <param name="PausedUntil">No attempt begins before, UTC.</param>
internal sealed record Circuit(int Limit, int Failures, DateTimeOffset PausedUntil)
{
    /// <summary>Failures in a row that open the circuit.</summary>
    public const int Patience = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Of a receiver nothing is known of.</summary>
    public static Circuit New(int most) => new(most, 0, DateTimeOffset.MinValue);

    /// <summary>One attempt at a time, to see whether the receiver is back.</summary>
    public bool IsOpen => Failures >= Patience;

    /// <summary>How many may be under way at <paramref name="now"/>.</summary>
    public int Allowed(DateTimeOffset now) => now < PausedUntil ? 0 : IsOpen ? 1 : Limit;

    /// <summary>After an answer that shows a receiver at work, be it a refusal.</summary>
    /// <param name="most">The limit of a receiver that never failed.</param>
    public Circuit Answered(int most) => new(Math.Min(most, Limit * 2), 0, DateTimeOffset.MinValue);

    /// <summary>After no answer, 429, or a server's error.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="wish">How long the receiver asked to be left alone; counted up to the longest pause.</param>
    public Circuit Failed(DateTimeOffset now, TimeSpan? wish)
    {
        var failures = Failures + 1;
        var over = failures - Patience;
        var pause = over < 0 ? TimeSpan.Zero : FirstPause * Math.Pow(2, Math.Min(over, 8));
        pause = wish > pause ? wish.Value : pause;

        return new Circuit(
            failures >= Patience ? 1 : Math.Max(1, Limit / 2),
            failures,
            pause > TimeSpan.Zero ? now + (pause < LongestPause ? pause : LongestPause) : PausedUntil);
    }
}
