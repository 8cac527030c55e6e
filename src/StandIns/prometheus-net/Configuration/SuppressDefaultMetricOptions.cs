namespace Prometheus;

/// <summary>Which metrics the default registry does not report by itself.</summary>
public sealed class SuppressDefaultMetricOptions
{
    /// <summary>True: nothing about the process. Default false.</summary>
    public bool SuppressProcessMetrics { get; set; }

    /// <summary>True: nothing about the metrics themselves; there is nothing of the kind here.</summary>
    public bool SuppressDebugMetrics { get; set; }

    /// <summary>True: no event counters; there are none here.</summary>
    public bool SuppressEventCounters { get; set; }

    /// <summary>True: no meters; there are none here.</summary>
    public bool SuppressMeters { get; set; }
}
