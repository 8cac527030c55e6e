using Prometheus.Exposition;

namespace Prometheus;

/// <summary>Measurements, counted by size in buckets.</summary>
public sealed partial class Histogram : Collector<Histogram.Child>, IHistogram
{
    private readonly double[] _bounds;

    internal Histogram(
        string name, string help, string[] labelNames, Labels staticLabels, bool suppressInitialValue, double[] bounds)
        : base(name, help, labelNames, staticLabels, suppressInitialValue) => _bounds = bounds;

    /// <inheritdoc/>
    public double Sum => Unlabelled.Sum;

    /// <inheritdoc/>
    public long Count => Unlabelled.Count;

    internal override string Type => "histogram";

    /// <inheritdoc/>
    public void Observe(double val) => Unlabelled.Observe(val);

    /// <inheritdoc/>
    public void Observe(double val, long count) => Unlabelled.Observe(val, count);

    /// <inheritdoc cref="ChildBase.Publish"/>
    public void Publish() => Unlabelled.Publish();

    /// <inheritdoc cref="ChildBase.Unpublish"/>
    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(Labels labels, bool published, Action remove) =>
        new(Name, _bounds, labels, published, remove);

    /// <summary>One series of a histogram.</summary>
    public sealed class Child : ChildBase, IHistogram
    {
        private readonly string _name;
        private readonly double[] _bounds;
        private readonly long[] _counts;
        private readonly Labels[] _bucketLabels;
        private AtomicDouble _sum;

        internal Child(string name, double[] bounds, Labels labels, bool published, Action remove)
            : base(labels, published, remove)
        {
            _name = name;
            _bounds = bounds;
            _counts = new long[bounds.Length];
            _bucketLabels = [.. bounds.Select(bound => labels.And(["le"], [TextFormat.Number(bound)]))];
        }

        /// <inheritdoc/>
        public double Sum => _sum.Value;

        /// <inheritdoc/>
        public long Count => Snapshot().Sum();

        /// <inheritdoc/>
        public void Observe(double val) => Observe(val, 1);

        /// <inheritdoc/>
        public void Observe(double val, long count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (double.IsNaN(val))
            {
                return;
            }

            Interlocked.Add(ref _counts[Bucket(val)], count);
            _sum.Add(val * count);
            Publish();
        }

        internal override void Write(TextFormat text)
        {
            // One reading for buckets and count, so that they agree while others observe.
            var sum = Sum;
            var counts = Snapshot();
            text.Sample(_name, "_sum", Labels, sum);
            text.Sample(_name, "_count", Labels, counts.Sum());
            var total = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                total += counts[i];
                text.Sample(_name, "_bucket", _bucketLabels[i], total);
            }
        }

        private long[] Snapshot() => Array.ConvertAll(_counts, static count => count);

        /// <summary>The first bucket whose upper bound is not below the value; the last bound is infinite.</summary>
        private int Bucket(double val)
        {
            var index = Array.BinarySearch(_bounds, val);

            return index >= 0 ? index : ~index;
        }
    }
}
