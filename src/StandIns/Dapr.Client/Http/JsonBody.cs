using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>Request bodies, written straight to UTF-8.</summary>
internal static class JsonBody
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A body written by hand.</summary>
    public static HttpContent Write(JsonSerializerOptions options, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = options.Encoder }))
        {
            write(writer);
        }

        return Of(buffer.WrittenMemory);
    }

    /// <summary>A body that is JSON already.</summary>
    public static HttpContent Of(ReadOnlyMemory<byte> json)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = Json;
        return content;
    }

    /// <summary>Writes bytes as the JSON they hold.</summary>
    /// <exception cref="NotSupportedException">They hold something else, which JSON over HTTP cannot carry as it is.</exception>
    public static void WriteRaw(this Utf8JsonWriter writer, string property, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(property);
        try
        {
            writer.WriteRawValue(json.Span);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new NotSupportedException($"The bytes for '{property}' must be one JSON value to travel over HTTP.", e);
        }
    }

    /// <summary>Writes metadata as an object of strings, unless there is none.</summary>
    public static void WriteMetadata(this Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("metadata");
        foreach (var (name, value) in metadata)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
