using System.Globalization;
using System.Text.Json.Serialization;
using k8s.Json;

namespace k8s.Models;

/// <summary>A number or a name, such as a port.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public class IntOrString
{
    /// <summary>The number in decimals, or the name.</summary>
    public string Value { get; private init; }

    /// <summary>A number.</summary>
    public static implicit operator IntOrString(int v) => (long)v;

    /// <summary>A number.</summary>
    public static implicit operator IntOrString(long v) => new() { Value = v.ToString(CultureInfo.InvariantCulture) };

    /// <summary>A name, or a number as a text.</summary>
    public static implicit operator IntOrString(string v) => new() { Value = v };

    /// <summary>The value as a text.</summary>
    public static implicit operator string(IntOrString v) => v?.Value;

    /// <summary>The value as a number.</summary>
    /// <exception cref="FormatException">It is a name.</exception>
    public int ToInt() => int.Parse(Value, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
