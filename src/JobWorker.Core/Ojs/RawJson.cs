using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobWorker.Core.Ojs;

/// <summary>A JSON value kept as it came: what a client wrote is what it reads back.</summary>
[JsonConverter(typeof(RawJsonConverter))]
public readonly record struct RawJson
{
    // All of an array, not a part of one: a queue holds very many.
    private readonly byte[]? _utf8;

    /// <summary>The value in <paramref name="utf8"/>, which nobody changes any more.</summary>
    /// <param name="utf8">One JSON value, without white space around it.</param>
    public RawJson(byte[] utf8) => _utf8 = utf8;

    /// <summary>One JSON value in UTF-8, without white space around it.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>A copy of the value's bytes, which outlives its document.</summary>
    public static RawJson Of(JsonElement value) => new(JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>The value in <paramref name="json"/>.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static RawJson Parse(string json)
    {
        using var document = JsonDocument.Parse(json);

        return Of(document.RootElement);
    }

    /// <summary>The value, to look into.</summary>
    public JsonElement ToElement()
    {
        var reader = new Utf8JsonReader(Utf8.Span);

        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Same bytes: two spellings of one value differ.</summary>
    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8.Span);

        return hash.ToHashCode();
    }

    /// <summary>The JSON.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}

/// <summary>Copies the bytes both ways.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RawJson.Of(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
