namespace Prometheus;

/// <summary>Which metrics the default registry does not report by itself.</summary>
public sealed class SuppressDefaultMetricOptions
{
    /// <summary>True: nothing about the process. Default false.</summary>
    public bool SuppressProcessMetrics { get; set; }
}
