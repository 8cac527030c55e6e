using Prometheus.Exposition;

namespace Prometheus;

/// <summary>A number that only grows.</summary>
public sealed class Counter : Collector<Counter.Child>, ICounter
{
    internal Counter(string name, string help, string[] labelNames, Labels staticLabels, bool suppressInitialValue)
        : base(name, help, labelNames, staticLabels, suppressInitialValue)
    {
    }

    /// <inheritdoc/>
    public double Value => Unlabelled.Value;

    internal override string Type => "counter";

    /// <inheritdoc/>
    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    /// <inheritdoc/>
    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    /// <inheritdoc cref="ChildBase.Publish"/>
    public void Publish() => Unlabelled.Publish();

    /// <inheritdoc cref="ChildBase.Unpublish"/>
    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(Labels labels, bool published, Action remove) =>
        new(Name, labels, published, remove);

    /// <summary>One series of a counter.</summary>
    public sealed class Child : ChildBase, ICounter
    {
        private readonly string _name;
        private AtomicDouble _value;

        internal Child(string name, Labels labels, bool published, Action remove)
            : base(labels, published, remove) => _name = name;

        /// <inheritdoc/>
        public double Value => _value.Value;

        /// <inheritdoc/>
        public void Inc(double increment = 1)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(increment);

            _value.Add(increment);
            Publish();
        }

        /// <inheritdoc/>
        public void IncTo(double targetValue)
        {
            _value.RaiseTo(targetValue);
            Publish();
        }

        internal override void Write(TextFormat text) => text.Sample(_name, Labels, Value);
    }
}
