using System.Numerics;
using System.Text.Json.Serialization;
using k8s.Json;

namespace k8s.Models;

/// <summary>An exact amount of something, such as <c>500m</c> of a CPU or <c>1.5Gi</c> of memory.</summary>
/// <remarks>Two quantities are equal where their values are, however they are written.</remarks>
[JsonConverter(typeof(QuantityConverter))]
public class ResourceQuantity
{
    /// <summary>The largest amount Kubernetes knows: 2^63 - 1.</summary>
    public static readonly decimal MaxAllowed = long.MaxValue;

    private readonly Amount _amount;

    /// <summary><paramref name="n"/> times ten to the power of <paramref name="exp"/>.</summary>
    public ResourceQuantity(decimal n, int exp, SuffixFormat format)
    {
        _amount = Amount.Of(n, exp);
        Format = format;
    }

    /// <summary>Reads a quantity; an empty text is zero.</summary>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    /// <exception cref="FormatException">The text is not a number with one of the suffixes of Kubernetes.</exception>
    public ResourceQuantity(string v)
    {
        ArgumentNullException.ThrowIfNull(v);

        (_amount, Format) = QuantityText.Parse(v);
    }

    /// <summary>How a quantity is written.</summary>
    public enum SuffixFormat
    {
        /// <summary>With an exponent: 12e6.</summary>
        DecimalExponent,

        /// <summary>In powers of 1024: 12Mi.</summary>
        BinarySI,

        /// <summary>In powers of 1000: 12M.</summary>
        DecimalSI,
    }

    /// <summary>How it was written.</summary>
    public SuffixFormat Format { get; }

    /// <summary>Reads a quantity; null stays null.</summary>
    public static implicit operator ResourceQuantity(string v) => v is null ? null : new ResourceQuantity(v);

    /// <summary>A plain number.</summary>
    public static implicit operator ResourceQuantity(decimal v) => new(v, 0, SuffixFormat.DecimalExponent);

    /// <summary>The value; null is zero.</summary>
    public static implicit operator decimal(ResourceQuantity v) => v?.ToDecimal() ?? 0;

    /// <summary>Equal values.</summary>
    public static bool operator ==(ResourceQuantity left, ResourceQuantity right) => Equals(left, right);

    /// <summary>Different values.</summary>
    public static bool operator !=(ResourceQuantity left, ResourceQuantity right) => !Equals(left, right);

    /// <summary>The one way Kubernetes itself writes this value in its own format.</summary>
    public string CanonicalizeString() => CanonicalizeString(Format);

    /// <summary>The one way Kubernetes itself writes this value in <paramref name="suffixFormat"/>, rounded up to nano.</summary>
    /// <remarks>Fractions and values below 1024 have no binary form and are written in powers of 1000.</remarks>
    public string CanonicalizeString(SuffixFormat suffixFormat) => QuantityText.Write(_amount, suffixFormat);

    /// <summary>The whole part.</summary>
    public BigInteger ToBigInteger() => _amount.Truncate();

    /// <summary>The value.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public decimal ToDecimal() => _amount.ToDecimal();

    /// <summary>The value, as near as can be.</summary>
    public double ToDouble() => _amount.ToDouble();

    /// <summary>The whole part.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public int ToInt32() => (int)_amount.Truncate();

    /// <summary>The whole part.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public long ToInt64() => (long)_amount.Truncate();

    /// <summary>The whole part.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public uint ToUInt32() => (uint)_amount.Truncate();

    /// <summary>The whole part.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public ulong ToUInt64() => (ulong)_amount.Truncate();

    /// <summary>Equal values.</summary>
    public bool Equals(ResourceQuantity other) => other is not null && _amount == other._amount;

    /// <inheritdoc/>
    public override bool Equals(object obj) => Equals(obj as ResourceQuantity);

    /// <inheritdoc/>
    public override int GetHashCode() => _amount.GetHashCode();

    /// <inheritdoc cref="CanonicalizeString()"/>
    public override string ToString() => CanonicalizeString();
}
