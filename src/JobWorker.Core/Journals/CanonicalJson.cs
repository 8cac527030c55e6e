using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Journals;

/// <summary>One spelling for every JSON value, so that what means the same hashes the same.</summary>
/// <remarks>
/// No white space; names sorted by UTF-16 code unit, the last of equal names kept; one way of escaping; plain decimal numbers
/// without superfluous zeros (numbers with an exponent or more than 28 digits stay as they are).
/// </remarks>
public static class CanonicalJson
{
    private const int DigitsOfDecimal = 28;

    private static readonly string Plain = $"0.{new string('#', DigitsOfDecimal)}";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The canonical UTF-8 of a JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);

        return Of(document.RootElement);
    }

    /// <summary>The canonical UTF-8 of a JSON value.</summary>
    public static byte[] Of(JsonElement json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            Write(writer, json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, json);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(JsonText.Of(json) ?? json.GetRawText());
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(json.GetRawText()), skipInputValidation: true);
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement json)
    {
        var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            properties[JsonText.NameOf(property)] = property.Value;
        }

        writer.WriteStartObject();
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static string Number(string raw) =>
        raw.Length <= DigitsOfDecimal && !raw.AsSpan().ContainsAny('e', 'E')
            ? decimal.Parse(raw, CultureInfo.InvariantCulture).ToString(Plain, CultureInfo.InvariantCulture)
            : raw;
}
