namespace Prometheus;

public sealed partial class Histogram
{
    /// <summary>In seconds: from 5 ms to 10 s.</summary>
    internal static readonly double[] DefaultBuckets =
        [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    /// <summary><paramref name="count"/> upper bounds, each <paramref name="factor"/> times the one before.</summary>
    /// <exception cref="ArgumentException">The count or the start is not positive, or the factor not above 1.</exception>
    public static double[] ExponentialBuckets(double start, double factor, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(start);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(factor, 1);

        var bounds = new double[count];
        for (var i = 0; i < count; i++, start *= factor)
        {
            bounds[i] = start;
        }

        return bounds;
    }

    /// <summary><paramref name="count"/> upper bounds, each <paramref name="width"/> above the one before.</summary>
    /// <exception cref="ArgumentException">The count or the width is not positive.</exception>
    public static double[] LinearBuckets(double start, double width, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);

        var bounds = new double[count];
        for (var i = 0; i < count; i++, start += width)
        {
            bounds[i] = start;
        }

        return bounds;
    }

    /// <summary>Sorted upper bounds with an infinite last one.</summary>
    /// <exception cref="ArgumentException">There are none, or one is not above the one before.</exception>
    internal static double[] Bounds(double[] buckets)
    {
        if (buckets.Length == 0 || buckets.Any(double.IsNaN))
        {
            throw new ArgumentException("A histogram needs at least one bucket, and NaN is no bound.", nameof(buckets));
        }

        double[] bounds = double.IsPositiveInfinity(buckets[^1]) ? [.. buckets] : [.. buckets, double.PositiveInfinity];
        for (var i = 1; i < bounds.Length; i++)
        {
            if (bounds[i] <= bounds[i - 1])
            {
                throw new ArgumentException("The buckets of a histogram must grow.", nameof(buckets));
            }
        }

        return bounds;
    }
}
