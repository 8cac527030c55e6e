using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using static k8s.Models.ResourceQuantity;

namespace k8s.Models;

/// <summary>The grammar of quantities: sign, digits, point, and a suffix or an exponent.</summary>
internal static partial class QuantityText
{
    /// <summary>Far beyond what Kubernetes can hold, and far from what would be slow to compute.</summary>
    private const int MaxLength = 100, MaxExponent = 100;

    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>From nano to exa.</summary>
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>Reads a quantity.</summary>
    /// <exception cref="FormatException">The text is not a quantity.</exception>
    public static (Amount Amount, SuffixFormat Format) Parse(string text)
    {
        if (text.Length == 0)
        {
            return (default, SuffixFormat.DecimalSI);
        }

        var match = text.Length <= MaxLength ? Grammar().Match(text) : Match.Empty;
        if (!match.Success)
        {
            throw Refused(text);
        }

        var fraction = match.Groups["fraction"].Value;
        var digits = BigInteger.Parse(match.Groups["whole"].Value + fraction, CultureInfo.InvariantCulture);
        digits = match.Groups["sign"].Value == "-" ? -digits : digits;
        var suffix = match.Groups["suffix"].Value;

        return Array.IndexOf(Decimal, suffix) is >= 0 and var si
            ? (Amount.Of(digits, (3 * (si - 3)) - fraction.Length), SuffixFormat.DecimalSI)
            : Array.IndexOf(Binary, suffix) is >= 0 and var power
                ? (Amount.Of(digits << (10 * power), -fraction.Length), SuffixFormat.BinarySI)
                : (Amount.Of(digits, Exponent(suffix, text) - fraction.Length), SuffixFormat.DecimalExponent);
    }

    /// <summary>Writes a quantity the one way Kubernetes does.</summary>
    public static string Write(Amount amount, SuffixFormat format)
    {
        if (format == SuffixFormat.BinarySI && amount.Scale == 0 && BigInteger.Abs(amount.Unscaled) >= 1024)
        {
            var (whole, power) = Shrink(amount.Unscaled, 1024, Binary.Length - 1);

            return whole.ToString(CultureInfo.InvariantCulture) + Binary[power];
        }

        var nanos = amount.RoundUp(9);
        if (nanos.IsZero)
        {
            return "0";
        }

        var exponential = format == SuffixFormat.DecimalExponent;
        var (mantissa, thousands) = Shrink(nanos, 1000, exponential ? int.MaxValue : Decimal.Length - 1);
        var digits = mantissa.ToString(CultureInfo.InvariantCulture);

        return exponential
            ? thousands == 3 ? digits : string.Create(CultureInfo.InvariantCulture, $"{digits}e{3 * (thousands - 3)}")
            : digits + Decimal[thousands];
    }

    private static (BigInteger Mantissa, int Power) Shrink(BigInteger value, int unit, int most)
    {
        var power = 0;
        while (power < most && (value % unit).IsZero)
        {
            value /= unit;
            power++;
        }

        return (value, power);
    }

    private static int Exponent(string suffix, string text) =>
        int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            && Math.Abs(exponent) <= MaxExponent
            ? exponent
            : throw Refused(text);

    private static FormatException Refused(string text) =>
        new($"'{text}' is not a quantity: a number, then nothing or one of n, u, m, k, M, G, T, P, E, "
            + "Ki, Mi, Gi, Ti, Pi, Ei or an exponent.");

    [GeneratedRegex(
        @"\A(?<sign>[+-]?)(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))"
            + @"(?<suffix>[numkMGTPE]?|[KMGTPE]i|[eE][+-]?[0-9]+)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
