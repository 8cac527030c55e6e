namespace Prometheus;

/// <summary>A number that many threads change without a lock.</summary>
internal struct AtomicDouble
{
    private double _value;

    public double Value
    {
        readonly get => Volatile.Read(in _value);
        set => Volatile.Write(ref _value, value);
    }

    public void Add(double increment)
    {
        double seen;
        do
        {
            seen = Value;
        }
        while (!TryReplace(seen, seen + increment));
    }

    public void RaiseTo(double target)
    {
        for (var seen = Value; seen < target && !TryReplace(seen, target); seen = Value)
        {
        }
    }

    public void LowerTo(double target)
    {
        for (var seen = Value; seen > target && !TryReplace(seen, target); seen = Value)
        {
        }
    }

    /// <summary>Compares bits, because NaN is not equal to itself and 0 is equal to -0.</summary>
    private bool TryReplace(double seen, double next) =>
        BitConverter.DoubleToInt64Bits(Interlocked.CompareExchange(ref _value, next, seen))
            == BitConverter.DoubleToInt64Bits(seen);
}
