using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace JobWorker.Core.Messages;

/// <summary>A Kubernetes quantity, compared by its exact value: <c>1</c>, <c>1000m</c> and <c>1e0</c> are equal.</summary>
/// <remarks>Kubernetes keeps nothing finer than a billionth and rounds away from zero; so does this.</remarks>
public readonly partial record struct Quantity : IComparable<Quantity>
{
    private const int LongestText = 64;
    private const int LargestExponent = 30;
    private const int NanoDigits = 9;

    private static readonly Dictionary<string, int> Decimal = new(StringComparer.Ordinal)
    {
        ["n"] = -9,
        ["u"] = -6,
        ["m"] = -3,
        [""] = 0,
        ["k"] = 3,
        ["M"] = 6,
        ["G"] = 9,
        ["T"] = 12,
        ["P"] = 15,
        ["E"] = 18,
    };

    private static readonly Dictionary<string, int> Binary = new(StringComparer.Ordinal)
    {
        ["Ki"] = 10,
        ["Mi"] = 20,
        ["Gi"] = 30,
        ["Ti"] = 40,
        ["Pi"] = 50,
        ["Ei"] = 60,
    };

    private Quantity(BigInteger nano) => Nano = nano;

    /// <summary>Below zero: a quantity, but none that a container can have.</summary>
    public bool IsNegative => Nano.Sign < 0;

    private BigInteger Nano { get; }

    [GeneratedRegex(@"\A([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)([A-Za-z]{0,2}|[eE][+-]?[0-9]{1,3})\z")]
    private static partial Regex Pattern { get; }

    /// <summary>Reads <c>500m</c>, <c>1.5Gi</c>, <c>2e3</c> and so on: at most 64 characters, exponents from -30 to 30.</summary>
    public static bool TryParse(string? text, out Quantity quantity)
    {
        quantity = default;
        if (text is not { Length: <= LongestText } || Pattern.Match(text) is not { Success: true } match)
        {
            return false;
        }

        if (Factor(match.Groups[3].Value) is not var (ten, two))
        {
            return false;
        }

        var number = match.Groups[2].Value;
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var digits = BigInteger.Parse(number.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << two;
        var power = ten + NanoDigits - (point < 0 ? 0 : number.Length - point - 1);
        var nano = power >= 0 ? digits * BigInteger.Pow(10, power) : RoundedUp(digits, BigInteger.Pow(10, -power));
        quantity = new Quantity(match.Groups[1].Value == "-" ? -nano : nano);

        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Nano.CompareTo(other.Nano);

#pragma warning disable CS1591 // Operators that mean what they look like.
    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591

    /// <summary>The powers of ten and of two a suffix stands for.</summary>
    private static (int Ten, int Two)? Factor(string suffix) =>
        Decimal.TryGetValue(suffix, out var ten) ? (ten, 0)
        : Binary.TryGetValue(suffix, out var two) ? (0, two)
        : suffix is ['e' or 'E', .. { Length: > 0 } exponent]
            && int.TryParse(exponent, CultureInfo.InvariantCulture, out var power)
            && Math.Abs(power) <= LargestExponent ? (power, 0)
        : null;

    private static BigInteger RoundedUp(BigInteger digits, BigInteger divisor) => (digits + divisor - 1) / divisor;
}
