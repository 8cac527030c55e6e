namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>How often, and after what pauses, something is tried again.</summary>
/// <param name="Exponential">Pauses grow by half from 500 ms, each varied by up to half; else all are the same.</param>
/// <param name="Duration">The constant pause. Default 5 s.</param>
/// <param name="MaxInterval">The longest pause before variation. Default 60 s.</param>
/// <param name="MaxRetries">Tries after the first; -1 for no end.</param>
internal sealed record RetryPolicy(bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries)
{
    /// <summary>What a policy named without values means.</summary>
    public static readonly RetryPolicy Default = new(false, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), -1);

    /// <summary>The first failure is the last.</summary>
    public static readonly RetryPolicy None = Default with { MaxRetries = 0 };

    private const double FirstPause = 500;

    /// <summary>The pause before retry number <paramref name="retry"/>, from 1.</summary>
    /// <param name="retry">Counts from 1.</param>
    /// <param name="chance">0 up to 1; one half leaves the pause unvaried.</param>
    public TimeSpan PauseBefore(int retry, double chance)
    {
        if (!Exponential)
        {
            return Duration;
        }

        var grown = Math.Min(FirstPause * Math.Pow(1.5, retry - 1), MaxInterval.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(grown * (0.5 + chance));
    }

    /// <summary>Whether there is a retry number <paramref name="retry"/>, from 1.</summary>
    public bool Allows(int retry) => MaxRetries < 0 || retry <= MaxRetries;

    /// <summary>Does <paramref name="work"/> until it succeeds, fails for good, or the retries are used up.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="again">Whether a failure is worth another try.</param>
    /// <param name="clock">Measures the pauses.</param>
    /// <param name="cancel">Ends the pauses.</param>
    public async Task<T> ExecuteAsync<T>(
        Func<Task<T>> work, Func<Exception, bool> again, TimeProvider clock, CancellationToken cancel)
    {
        for (var retry = 1; ; retry++)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (Allows(retry) && again(e) && !cancel.IsCancellationRequested)
            {
                await Task.Delay(PauseBefore(retry, Random.Shared.NextDouble()), clock, cancel);
            }
        }
    }
}
