namespace Prometheus;

/// <summary>Makes metrics in one registry; asking twice for the same one answers the same object.</summary>
public sealed class MetricFactory
{
    private readonly CollectorRegistry _registry;

    internal MetricFactory(CollectorRegistry registry) => _registry = registry;

    /// <inheritdoc cref="CreateCounter(string, string, string[], CounterConfiguration)"/>
    public Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null) =>
        CreateCounter(name, help, configuration?.LabelNames ?? [], configuration);

    /// <summary>A number that only grows; its name ends in <c>_total</c> by convention.</summary>
    /// <exception cref="ArgumentException">The name or a label is not allowed.</exception>
    /// <exception cref="InvalidOperationException">There is a metric of that name with another type or other labels.</exception>
    public Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, help, labelNames, labels =>
            new Counter(name, help, labelNames, labels, configuration?.SuppressInitialValue ?? false));

    /// <inheritdoc cref="CreateCounter(string, string, string[], CounterConfiguration)"/>
    public Counter CreateCounter(string name, string help, params string[] labelNames) =>
        CreateCounter(name, help, labelNames, null);

    /// <inheritdoc cref="CreateGauge(string, string, string[], GaugeConfiguration)"/>
    public Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null) =>
        CreateGauge(name, help, configuration?.LabelNames ?? [], configuration);

    /// <summary>A number that goes up and down.</summary>
    /// <exception cref="ArgumentException">The name or a label is not allowed.</exception>
    /// <exception cref="InvalidOperationException">There is a metric of that name with another type or other labels.</exception>
    public Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, help, labelNames, labels =>
            new Gauge(name, help, labelNames, labels, configuration?.SuppressInitialValue ?? false));

    /// <inheritdoc cref="CreateGauge(string, string, string[], GaugeConfiguration)"/>
    public Gauge CreateGauge(string name, string help, params string[] labelNames) => CreateGauge(name, help, labelNames, null);

    /// <inheritdoc cref="CreateHistogram(string, string, string[], HistogramConfiguration)"/>
    public Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null) =>
        CreateHistogram(name, help, configuration?.LabelNames ?? [], configuration);

    /// <summary>Measurements, counted by size.</summary>
    /// <exception cref="ArgumentException">The name, a label (<c>le</c> among them) or the buckets are not allowed.</exception>
    /// <exception cref="InvalidOperationException">There is a metric of that name with another type or other labels.</exception>
    public Histogram CreateHistogram(
        string name, string help, string[] labelNames, HistogramConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(labelNames);
        if (labelNames.Contains("le"))
        {
            throw new ArgumentException("A histogram names its buckets 'le' itself.", nameof(labelNames));
        }

        return _registry.GetOrAdd(name, help, labelNames, labels => new Histogram(
            name, help, labelNames, labels, configuration?.SuppressInitialValue ?? false,
            Histogram.Bounds(configuration?.Buckets ?? Histogram.DefaultBuckets)));
    }

    /// <inheritdoc cref="CreateHistogram(string, string, string[], HistogramConfiguration)"/>
    public Histogram CreateHistogram(string name, string help, params string[] labelNames) =>
        CreateHistogram(name, help, labelNames, null);
}
