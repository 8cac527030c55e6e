namespace Prometheus;

/// <summary>Metrics of the whole process.</summary>
public static class Metrics
{
    static Metrics() => DefaultRegistry.BeforeFirstCollect(() => DotNetStats.Register(DefaultRegistry));

    /// <summary>What <c>/metrics</c> reports unless told otherwise.</summary>
    public static CollectorRegistry DefaultRegistry { get; } = new();

    /// <summary>Makes metrics in the default registry.</summary>
    public static MetricFactory DefaultFactory { get; } = new(DefaultRegistry);

    /// <inheritdoc cref="MetricFactory.CreateCounter(string, string, string[], CounterConfiguration)"/>
    public static Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null) =>
        DefaultFactory.CreateCounter(name, help, configuration);

    /// <inheritdoc cref="MetricFactory.CreateCounter(string, string, string[], CounterConfiguration)"/>
    public static Counter CreateCounter(
        string name, string help, string[] labelNames, CounterConfiguration? configuration = null) =>
        DefaultFactory.CreateCounter(name, help, labelNames, configuration);

    /// <inheritdoc cref="MetricFactory.CreateCounter(string, string, string[], CounterConfiguration)"/>
    public static Counter CreateCounter(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateCounter(name, help, labelNames);

    /// <inheritdoc cref="MetricFactory.CreateGauge(string, string, string[], GaugeConfiguration)"/>
    public static Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null) =>
        DefaultFactory.CreateGauge(name, help, configuration);

    /// <inheritdoc cref="MetricFactory.CreateGauge(string, string, string[], GaugeConfiguration)"/>
    public static Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration = null) =>
        DefaultFactory.CreateGauge(name, help, labelNames, configuration);

    /// <inheritdoc cref="MetricFactory.CreateGauge(string, string, string[], GaugeConfiguration)"/>
    public static Gauge CreateGauge(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateGauge(name, help, labelNames);

    /// <inheritdoc cref="MetricFactory.CreateHistogram(string, string, string[], HistogramConfiguration)"/>
    public static Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null) =>
        DefaultFactory.CreateHistogram(name, help, configuration);

    /// <inheritdoc cref="MetricFactory.CreateHistogram(string, string, string[], HistogramConfiguration)"/>
    public static Histogram CreateHistogram(
        string name, string help, string[] labelNames, HistogramConfiguration? configuration = null) =>
        DefaultFactory.CreateHistogram(name, help, labelNames, configuration);

    /// <inheritdoc cref="MetricFactory.CreateHistogram(string, string, string[], HistogramConfiguration)"/>
    public static Histogram CreateHistogram(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateHistogram(name, help, labelNames);

    /// <summary>An empty registry, which reports nothing by itself.</summary>
    public static CollectorRegistry NewCustomRegistry() => new();

    /// <summary>Makes metrics in <paramref name="registry"/>.</summary>
    public static MetricFactory WithCustomRegistry(CollectorRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);

        return new MetricFactory(registry);
    }

    /// <summary>Leaves the default registry to the program's own metrics. Has no effect after the first scrape.</summary>
    public static void SuppressDefaultMetrics() =>
        SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressProcessMetrics = true });

    /// <inheritdoc cref="SuppressDefaultMetrics()"/>
    public static void SuppressDefaultMetrics(SuppressDefaultMetricOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SuppressProcessMetrics)
        {
            DefaultRegistry.BeforeFirstCollect(null);
        }
    }
}
