using System.Diagnostics;

namespace Prometheus;

/// <summary>Clocks that report to a metric, in seconds.</summary>
public static class TimerExtensions
{
    /// <summary>Reports one measurement.</summary>
    public static ITimer NewTimer(this IObserver observer) => new Timer(observer.Observe);

    /// <summary>Reports the time as the value.</summary>
    public static ITimer NewTimer(this IGauge gauge) => new Timer(gauge.Set);

    /// <summary>Adds the time to the value.</summary>
    public static ITimer NewTimer(this ICounter counter) => new Timer(counter.Inc);

    private sealed class Timer(Action<double> report) : ITimer
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public TimeSpan ObserveDuration()
        {
            var elapsed = Stopwatch.GetElapsedTime(_start);
            report(elapsed.TotalSeconds);

            return elapsed;
        }

        public void Dispose() => ObserveDuration();
    }
}
