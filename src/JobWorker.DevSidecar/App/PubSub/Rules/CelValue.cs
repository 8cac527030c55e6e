using System.Text.Json;

namespace JobWorker.DevSidecar.App.PubSub.Rules;

/// <summary>What kind of value an expression has.</summary>
internal enum CelKind
{
    /// <summary>There is none; <see cref="CelValue.Text"/> says why.</summary>
    Error,

    Bool,
    Number,
    Text,

    /// <summary>An object, a list or null of the event.</summary>
    Other,
}

/// <summary>A value while an expression is evaluated.</summary>
/// <remarks>Failures are values as well: CEL lets <c>&amp;&amp;</c> and <c>||</c> absorb them.</remarks>
internal readonly record struct CelValue(
    CelKind Kind, bool Truth = false, double Number = 0, string Text = "", JsonElement Json = default)
{
    public static CelValue Of(bool truth) => new(CelKind.Bool, Truth: truth);

    public static CelValue Of(double number) => new(CelKind.Number, Number: number);

    public static CelValue Of(string text) => new(CelKind.Text, Text: text);

    public static CelValue Error(string reason) => new(CelKind.Error, Text: reason);

    public static CelValue Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.Number => Of(json.GetDouble()),
        JsonValueKind.String => Of(json.GetString()!),
        _ => new CelValue(CelKind.Other, Json: json),
    };

    /// <summary>Values of different kinds are different.</summary>
    public static CelValue Equal(CelValue left, CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Error, _) => left,
        (_, CelKind.Error) => right,
        (CelKind.Bool, CelKind.Bool) => Of(left.Truth == right.Truth),
        (CelKind.Number, CelKind.Number) => Of(left.Number == right.Number),
        (CelKind.Text, CelKind.Text) => Of(string.Equals(left.Text, right.Text, StringComparison.Ordinal)),
        (CelKind.Other, CelKind.Other) => Of(JsonElement.DeepEquals(left.Json, right.Json)),
        _ => Of(false),
    };
}
