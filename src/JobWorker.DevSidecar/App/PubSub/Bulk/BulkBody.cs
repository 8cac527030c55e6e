using System.Buffers;
using System.Text.Json;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.App.PubSub.Bulk;

/// <summary>One message among many.</summary>
/// <param name="Id">Unique in its request; the app answers by it.</param>
/// <param name="Path">Where it goes.</param>
/// <param name="Message">As the broker kept it.</param>
/// <param name="Event">As its subscription understands it.</param>
internal sealed record BulkEntry(string Id, string Path, PubSubMessage Message, IncomingEvent Event)
{
    /// <summary>Ends when the component may go by its own rule: well to acknowledge, badly when it was not handled.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Writes the request that hands over many messages.</summary>
internal static class BulkBody
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>CloudEvents go in as they are, everything else as base64.</summary>
    public static ReadOnlyMemory<byte> Write(string id, Subscription subscription, IReadOnlyList<BulkEntry> entries)
    {
        var output = new ArrayBufferWriter<byte>(256 + entries.Sum(entry => (entry.Event.Body.Length * 4 / 3) + 256));
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "com.dapr.event.sent.bulk"u8);
        json.WriteString("topic"u8, subscription.Topic);
        json.WriteString("pubsubname"u8, subscription.PubSub);
        json.WriteStartObject("metadata"u8);
        json.WriteString("pubsubname"u8, subscription.PubSub);
        json.WriteEndObject();
        json.WriteStartArray("entries"u8);
        foreach (var entry in entries)
        {
            Write(json, entry);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, BulkEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("entryId"u8, entry.Id);
        json.WritePropertyName("event"u8);
        if (entry.Event.IsStructured)
        {
            json.WriteRawValue(entry.Event.Body.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64StringValue(entry.Message.Data.Span);
        }

        json.WriteString("contentType"u8, entry.Event.ContentType);
        json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in entry.Message.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
