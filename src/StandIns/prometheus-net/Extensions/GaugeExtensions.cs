namespace Prometheus;

/// <summary>Times and things in progress as gauges.</summary>
public static class GaugeExtensions
{
    /// <summary>Sets it to now, in seconds since 1970, UTC.</summary>
    public static void SetToCurrentTimeUtc(this IGauge gauge) => gauge.SetToTimeUtc(TimeProvider.System.GetUtcNow());

    /// <summary>Sets it to <paramref name="timestamp"/>, in seconds since 1970, UTC.</summary>
    public static void SetToTimeUtc(this IGauge gauge, DateTimeOffset timestamp) =>
        gauge.Set(timestamp.ToUnixTimeMilliseconds() / 1000.0);

    /// <summary>One more, until the result is disposed of.</summary>
    public static IDisposable TrackInProgress(this IGauge gauge)
    {
        gauge.Inc();

        return new InProgress(gauge);
    }

    private sealed class InProgress(IGauge gauge) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                gauge.Dec();
            }
        }
    }
}
