using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>Values as text.</summary>
internal static class Texts
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value as JSON, for people, cut where it is long.</summary>
    public static string Show(JsonNode? value, int most = 200)
    {
        var text = value?.ToJsonString(Readable) ?? "null";

        return text.Length <= most ? text : $"{text[..(most - 1)]}…";
    }

    /// <summary>A scalar without quotes, as <c>contains:</c> and filters of paths compare it.</summary>
    public static string Plain(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "<nil>",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => Number(value)!.Value.ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(Readable),
    };

    public static string? String(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A number of JSON, whatever type it was made of here.</summary>
    public static double? Number(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.Number ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    public static int? Whole(JsonNode? value) => Number(value) is { } number && number == Math.Floor(number) ? (int)number : null;

    /// <summary>A boolean of JSON; none for everything else.</summary>
    public static bool? Flag(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
