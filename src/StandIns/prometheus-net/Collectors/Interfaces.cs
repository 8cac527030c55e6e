namespace Prometheus;

/// <summary>One time series of a collector.</summary>
public interface ICollectorChild;

/// <summary>A family of time series that differ in their label values.</summary>
public interface ICollector
{
    /// <summary>The name of the metric.</summary>
    string Name { get; }

    /// <summary>What it measures.</summary>
    string Help { get; }

    /// <summary>The names of its labels, in the order in which values are given.</summary>
    string[] LabelNames { get; }
}

/// <inheritdoc cref="ICollector"/>
public interface ICollector<out TChild> : ICollector
    where TChild : ICollectorChild
{
    /// <summary>The series of a collector that has no labels.</summary>
    TChild Unlabelled { get; }

    /// <summary>The series with these values, made where it is not there yet.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than names, or one is missing.</exception>
    TChild WithLabels(params string[] labelValues);

    /// <inheritdoc cref="WithLabels(string[])"/>
    TChild WithLabels(ReadOnlyMemory<string> labelValues);

    /// <inheritdoc cref="WithLabels(string[])"/>
    TChild WithLabels(ReadOnlySpan<string> labelValues);
}

/// <summary>A number that only grows.</summary>
public interface ICounter : ICollectorChild
{
    /// <summary>The number.</summary>
    double Value { get; }

    /// <summary>Adds to it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The increment is negative.</exception>
    void Inc(double increment = 1.0);

    /// <summary>Raises it; a lower target leaves it as it is.</summary>
    void IncTo(double targetValue);
}

/// <summary>A number that goes up and down.</summary>
public interface IGauge : ICollectorChild
{
    /// <summary>The number.</summary>
    double Value { get; }

    /// <summary>Takes from it.</summary>
    void Dec(double decrement = 1);

    /// <summary>Lowers it; a higher target leaves it as it is.</summary>
    void DecTo(double targetValue);

    /// <summary>Adds to it.</summary>
    void Inc(double increment = 1);

    /// <summary>Raises it; a lower target leaves it as it is.</summary>
    void IncTo(double targetValue);

    /// <summary>Replaces it.</summary>
    void Set(double val);
}

/// <summary>Something that takes single measurements.</summary>
public interface IObserver : ICollectorChild
{
    /// <summary>Takes one; durations are in seconds.</summary>
    void Observe(double val);
}

/// <summary>Measurements, counted by size.</summary>
public interface IHistogram : IObserver
{
    /// <summary>The sum of all measurements.</summary>
    double Sum { get; }

    /// <summary>How many there were.</summary>
    long Count { get; }

    /// <summary>Takes <paramref name="count"/> measurements of the same size.</summary>
    void Observe(double val, long count);
}

/// <summary>A clock that runs until it is disposed of.</summary>
public interface ITimer : IDisposable
{
    /// <summary>Reports the time since the start, and answers it.</summary>
    TimeSpan ObserveDuration();
}
