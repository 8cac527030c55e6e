using System.Collections.Concurrent;
using Prometheus.Exposition;

namespace Prometheus;

/// <summary>A family of time series that differ in their label values.</summary>
public abstract class Collector
{
    private readonly string[] _labelNames;

    private protected Collector(string name, string help, string[] labelNames, Labels staticLabels)
    {
        Name = name;
        Help = help;
        StaticLabels = staticLabels;
        _labelNames = [.. labelNames];
    }

    /// <summary>The name of the metric.</summary>
    public string Name { get; }

    /// <summary>What it measures.</summary>
    public string Help { get; }

    /// <summary>The names of its labels, in the order in which values are given.</summary>
    public string[] LabelNames => [.. _labelNames];

    internal abstract string Type { get; }

    internal ReadOnlySpan<string> Names => _labelNames;

    internal Labels StaticLabels { get; }

    /// <summary>The name and the label names.</summary>
    public override string ToString() => $"{Name}{{{string.Join(",", _labelNames)}}}";

    internal abstract void Write(TextFormat text);
}

/// <inheritdoc cref="Collector"/>
public abstract class Collector<TChild> : Collector, ICollector<TChild>
    where TChild : ChildBase
{
    private readonly ConcurrentDictionary<string[], TChild> _children = new(LabelValues.Comparer);
    private readonly ConcurrentDictionary<string[], TChild>.AlternateLookup<ReadOnlySpan<string>> _bySpan;
    private readonly bool _published;
    private readonly Lazy<TChild> _unlabelled;

    private protected Collector(string name, string help, string[] labelNames, Labels staticLabels, bool suppressInitialValue)
        : base(name, help, labelNames, staticLabels)
    {
        _published = !suppressInitialValue;
        _bySpan = _children.GetAlternateLookup<ReadOnlySpan<string>>();
        _unlabelled = new Lazy<TChild>(() => WithLabels(ReadOnlySpan<string>.Empty));
    }

    TChild ICollector<TChild>.Unlabelled => Unlabelled;

    /// <summary>The series of a collector that has no labels.</summary>
    protected TChild Unlabelled => _unlabelled.Value;

    /// <summary>The label values of every series there is.</summary>
    public IEnumerable<string[]> GetAllLabelValues() =>
        _children.Keys.Where(values => values.Length > 0).Select(values => values.ToArray());

    /// <summary>Forgets a series; it starts anew when it is asked for again.</summary>
    public void RemoveLabelled(params string[] labelValues) => _children.TryRemove(labelValues, out _);

    /// <inheritdoc cref="WithLabels(ReadOnlySpan{string})"/>
    public TChild WithLabels(params string[] labelValues)
    {
        ArgumentNullException.ThrowIfNull(labelValues);

        return WithLabels(labelValues.AsSpan());
    }

    /// <inheritdoc cref="WithLabels(ReadOnlySpan{string})"/>
    public TChild WithLabels(ReadOnlyMemory<string> labelValues) => WithLabels(labelValues.Span);

    /// <summary>The series with these values, made where it is not there yet.</summary>
    /// <remarks>Keeping it is cheaper than asking each time.</remarks>
    /// <exception cref="ArgumentException">There are more or fewer values than names, or one is missing.</exception>
    public TChild WithLabels(ReadOnlySpan<string> labelValues) =>
        _bySpan.TryGetValue(labelValues, out var child) ? child : Add(labelValues);

    internal override void Write(TextFormat text)
    {
        if (Names.IsEmpty)
        {
            _ = Unlabelled;
        }

        text.Family(Name, Help, Type);
        foreach (var (_, child) in _children.OrderBy(entry => entry.Key, LabelValues.Comparer))
        {
            if (child.Published)
            {
                child.Write(text);
            }
        }
    }

    private protected abstract TChild NewChild(Labels labels, bool published, Action remove);

    private TChild Add(ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != Names.Length)
        {
            throw new ArgumentException(
                $"{this} takes {Names.Length} label values, but {labelValues.Length} were given.",
                nameof(labelValues));
        }

        var values = labelValues.ToArray();
        var labels = StaticLabels.And(Names, values);

        return _children.GetOrAdd(values, NewChild(labels, _published, () => RemoveLabelled(values)));
    }
}
