using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>What a message needs besides its data to become a CloudEvent.</summary>
internal sealed record Attributes(
    string Id, string Type, string Source, string Topic, string PubSub, string TraceParent, string TraceState,
    DateTimeOffset Time)
{
    public string? Subject { get; init; }

    /// <summary>Added as <c>expiration</c>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Writes CloudEvents 1.0 in structured JSON, with Dapr's extensions.</summary>
internal static class Envelope
{
    public const string DefaultType = "com.dapr.event.sent";

    /// <summary>Of an event whose publisher named none.</summary>
    public const string DefaultSource = "Dapr";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON becomes <c>data</c> as it is, binary <c>data_base64</c>, anything else a string.</summary>
    public static ReadOnlyMemory<byte> Wrap(Attributes attributes, ReadOnlySpan<byte> data, string contentType)
    {
        var output = new ArrayBufferWriter<byte>(data.Length + 640);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("id"u8, attributes.Id);
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("type"u8, attributes.Type);
        json.WriteString("source"u8, attributes.Source);
        json.WriteString("datacontenttype"u8, contentType);
        WriteDapr(json, attributes);
        json.WriteString("time"u8, Rfc3339(attributes.Time));
        WriteExtras(json, attributes);
        WriteData(json, data, contentType);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Takes a CloudEvent and sets what belongs to the broker and to the trace.</summary>
    /// <remarks>Type, source, version and time are added where they are missing; the id is the publisher's affair.</remarks>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static ReadOnlyMemory<byte> Rewrap(Attributes attributes, ReadOnlyMemory<byte> cloudEvent)
    {
        using var document = JsonDocument.Parse(cloudEvent, new JsonDocumentOptions { MaxDepth = EventHeader.MaxDepth });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a cloud event must be a JSON object");
        }

        var owned = Owned(attributes, document.RootElement);
        var output = new ArrayBufferWriter<byte>(cloudEvent.Length + 512);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        foreach (var (name, value) in owned)
        {
            json.WriteString(name, value);
        }

        foreach (var member in document.RootElement.EnumerateObject().Where(member => !owned.ContainsKey(member.Name)))
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Owned(Attributes attributes, JsonElement given)
    {
        var owned = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["traceid"] = attributes.TraceParent,
            ["traceparent"] = attributes.TraceParent,
            ["tracestate"] = attributes.TraceState,
            ["topic"] = attributes.Topic,
            ["pubsubname"] = attributes.PubSub,
        };
        foreach (var (name, value) in new[]
        {
            ("specversion", "1.0"), ("type", DefaultType), ("source", DefaultSource), ("time", Rfc3339(attributes.Time)),
        })
        {
            if (!given.TryGetProperty(name, out var present) || present.ValueKind == JsonValueKind.Null)
            {
                owned[name] = value;
            }
        }

        if (attributes.ExpiresAt is { } end)
        {
            owned["expiration"] = Rfc3339(end);
        }

        return owned;
    }

    private static void WriteDapr(Utf8JsonWriter json, Attributes attributes)
    {
        json.WriteString("topic"u8, attributes.Topic);
        json.WriteString("pubsubname"u8, attributes.PubSub);
        json.WriteString("traceid"u8, attributes.TraceParent);
        json.WriteString("traceparent"u8, attributes.TraceParent);
        json.WriteString("tracestate"u8, attributes.TraceState);
    }

    private static void WriteExtras(Utf8JsonWriter json, Attributes attributes)
    {
        if (attributes.Subject is not null)
        {
            json.WriteString("subject"u8, attributes.Subject);
        }

        if (attributes.ExpiresAt is { } end)
        {
            json.WriteString("expiration"u8, Rfc3339(end));
        }
    }

    private static void WriteData(Utf8JsonWriter json, ReadOnlySpan<byte> data, string contentType)
    {
        if (ContentTypes.IsBinary(contentType))
        {
            json.WriteBase64String("data_base64"u8, data);
        }
        else if (ContentTypes.IsJson(contentType) && IsJson(data))
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(data, skipInputValidation: true);
        }
        else
        {
            json.WriteString("data"u8, Encoding.UTF8.GetString(data));
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = EventHeader.MaxDepth });
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
