using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
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
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(json) is var raw && IsPlain(raw[1..^1]):
                writer.WriteRawValue(raw, skipInputValidation: true);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(JsonText.Of(json) ?? json.GetRawText());
                break;
            case JsonValueKind.Number when JsonMarshal.GetRawUtf8Value(json) is var raw && IsWhole(raw):
                writer.WriteRawValue(raw, skipInputValidation: true);
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
        var properties = new (string Name, JsonElement Value)[json.GetPropertyCount()];
        var (count, sorted) = (0, true);
        foreach (var property in json.EnumerateObject())
        {
            var name = JsonText.NameOf(property);
            sorted &= count == 0 || string.CompareOrdinal(properties[count - 1].Name, name) < 0;
            properties[count++] = (name, property.Value);
        }

        writer.WriteStartObject();
        foreach (var (name, value) in sorted ? properties : Sorted(properties))
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>By name, the last of equal names.</summary>
    private static IEnumerable<(string Name, JsonElement Value)> Sorted((string Name, JsonElement Value)[] properties)
    {
        var sorted = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
        {
            sorted[name] = value;
        }

        return sorted.Select(property => (property.Key, property.Value));
    }

    /// <summary>Text that is spelt in one way only: printable ASCII without anything to escape.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !text.ContainsAny((byte)'"', (byte)'\\');

    /// <summary>Without a sign or zeros in front, and so in this form already.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> number) =>
        number[0] != '0' && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static string Number(string raw) =>
        raw.Length <= DigitsOfDecimal && !raw.AsSpan().ContainsAny('e', 'E')
            ? decimal.Parse(raw, CultureInfo.InvariantCulture).ToString(Plain, CultureInfo.InvariantCulture)
            : raw;
}
