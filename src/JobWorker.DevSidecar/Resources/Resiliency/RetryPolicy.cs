namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>How often, and after what pauses, something is tried again.</summary>
/// <param name="Exponential">Pauses grow by half from 500 ms, each varied by up to half; else all are the same.</param>
/// <param name="Duration">The constant pause. Default 5 s.</param>
/// <param name="MaxInterval">The longest exponential pause, before variation, save the first. Default 60 s.</param>
/// <param name="MaxRetries">Tries after the first; -1 for no end.</param>
internal sealed record RetryPolicy(bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries)
{
    /// <summary>What a policy named without values means.</summary>
    public static readonly RetryPolicy Default = new(false, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), -1);

    private const double FirstPause = 500;
    private static readonly TimeSpan ExponentialLimit = TimeSpan.FromMinutes(15);
    private readonly TimeSpan? _limit;

    /// <summary>Answers worth another try. Default all.</summary>
    public StatusMatch Matching { get; init; } = StatusMatch.All;

    /// <summary>Time from the first try after which no other begins. Exponential: 15 min, as in daprd; constant: none.</summary>
    public TimeSpan? Limit
    {
        get => _limit ?? (Exponential ? ExponentialLimit : null);
        init => _limit = value;
    }

    /// <summary>The pause before the next try; none when there is no next one.</summary>
    /// <param name="failures">Tries made, all of them failed.</param>
    /// <param name="failure">How the last one failed.</param>
    /// <param name="elapsed">Time since the first began.</param>
    /// <param name="chance">0 up to 1; varies exponential pauses.</param>
    public TimeSpan? Next(int failures, Failure failure, TimeSpan elapsed, double chance)
    {
        if (failure.Final || !Allows(failures) || (failure.Code is { } code && !Matching.Has(code)))
        {
            return null;
        }

        var pause = PauseBefore(failures, chance);
        return elapsed + pause > Limit ? null : pause;
    }

    /// <summary>The pause before retry number <paramref name="retry"/>, from 1.</summary>
    /// <param name="retry">Counts from 1.</param>
    /// <param name="chance">0 up to 1; one half leaves the pause unvaried.</param>
    public TimeSpan PauseBefore(int retry, double chance)
    {
        if (!Exponential)
        {
            return Duration;
        }

        var grown = retry == 1 ? FirstPause : Math.Min(FirstPause * Math.Pow(1.5, retry - 1), MaxInterval.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(grown * (0.5 + chance));
    }

    /// <summary>Whether there is a retry number <paramref name="retry"/>, from 1.</summary>
    public bool Allows(int retry) => MaxRetries < 0 || retry <= MaxRetries;
}
