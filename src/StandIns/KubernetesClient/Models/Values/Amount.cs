using System.Globalization;
using System.Numerics;

namespace k8s.Models;

/// <summary>An exact decimal number, <c>Unscaled / 10^Scale</c>.</summary>
/// <remarks>It has no trailing zeros, so that equal values are equal records.</remarks>
internal readonly record struct Amount
{
    private Amount(BigInteger unscaled, int scale)
    {
        while (scale > 0 && (unscaled % 10).IsZero)
        {
            unscaled /= 10;
            scale--;
        }

        (Unscaled, Scale) = (unscaled, scale);
    }

    /// <summary>The digits.</summary>
    public BigInteger Unscaled { get; }

    /// <summary>How many of them stand after the point; never negative.</summary>
    public int Scale { get; }

    /// <summary><paramref name="unscaled"/> times ten to the power of <paramref name="exponent"/>.</summary>
    public static Amount Of(BigInteger unscaled, int exponent) =>
        exponent >= 0 ? new(unscaled * BigInteger.Pow(10, exponent), 0) : new(unscaled, -exponent);

    /// <summary><paramref name="n"/> times ten to the power of <paramref name="exponent"/>.</summary>
    public static Amount Of(decimal n, int exponent)
    {
        var digits = n.Scale == 0 ? new BigInteger(n) : BigInteger.Parse(
            n.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

        return Of(digits, exponent - n.Scale);
    }

    /// <summary>Without its fraction.</summary>
    public BigInteger Truncate() => Unscaled / BigInteger.Pow(10, Scale);

    /// <summary>In units of <c>10^-scale</c>, rounded away from zero.</summary>
    public BigInteger RoundUp(int scale)
    {
        if (Scale <= scale)
        {
            return Unscaled * BigInteger.Pow(10, scale - Scale);
        }

        var whole = BigInteger.DivRem(Unscaled, BigInteger.Pow(10, Scale - scale), out var rest);

        return rest.IsZero ? whole : whole + rest.Sign;
    }

    public decimal ToDecimal() => Scale <= 28
        ? (decimal)Unscaled / (decimal)BigInteger.Pow(10, Scale)
        : (decimal)ToDouble();

    public double ToDouble() => double.Parse($"{Unscaled}E-{Scale}", CultureInfo.InvariantCulture);
}
