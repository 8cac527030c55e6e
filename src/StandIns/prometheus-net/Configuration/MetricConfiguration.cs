namespace Prometheus;

/// <summary>What all metrics can be told.</summary>
public abstract class MetricConfiguration
{
    /// <summary>The defaults.</summary>
    protected MetricConfiguration()
    {
    }

    /// <summary>The names of the labels; none by default. Used only where none are given in the call.</summary>
    public string[]? LabelNames { get; set; }

    /// <summary>True: a series is shown only after its first change. Default false: it starts at zero.</summary>
    public bool SuppressInitialValue { get; set; }
}

/// <summary>What a counter can be told.</summary>
public sealed class CounterConfiguration : MetricConfiguration;

/// <summary>What a gauge can be told.</summary>
public sealed class GaugeConfiguration : MetricConfiguration;

/// <summary>What a histogram can be told.</summary>
public sealed class HistogramConfiguration : MetricConfiguration
{
    /// <summary>The upper bounds, growing; default 5 ms to 10 s, in seconds. An infinite one is added.</summary>
    public double[]? Buckets { get; set; }
}
