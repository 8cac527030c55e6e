using System.Buffers;
using System.Text.Json;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>A message as its subscription understands it.</summary>
/// <param name="Body">What the app gets: mostly the CloudEvent as the broker kept it.</param>
/// <param name="Header">The attributes that count.</param>
/// <param name="ContentType">Of the message's own bytes.</param>
internal sealed record IncomingEvent(ReadOnlyMemory<byte> Body, EventHeader Header, string ContentType)
{
    private const string AttributePrefix = "ce_";
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = EventHeader.MaxDepth };
    private readonly ReadOnlyMemory<byte>? _attributes;
    private JsonElement? _json;

    /// <summary>Whether <see cref="Body"/> is the CloudEvent, whole and as the publisher made it.</summary>
    public bool IsStructured { get; private init; }

    /// <summary>The event as rules see it; read once, when a rule first asks.</summary>
    public JsonElement Json => _json ??= JsonDocument.Parse(_attributes ?? Body, Deep).RootElement;

    /// <summary>None where the message is no CloudEvent and the subscription takes nothing else.</summary>
    public static IncomingEvent? Read(Subscription subscription, PubSubMessage message, DateTimeOffset now)
    {
        var type = Find(message, "content-type");
        if (subscription.IsRaw)
        {
            var wrapped = WrapRaw(subscription, message, now);
            return new IncomingEvent(wrapped, EventHeader.Read(wrapped.Span)!, type ?? ContentTypes.Binary);
        }

        if (type is not null && ContentTypes.IsBinary(type))
        {
            return new IncomingEvent(message, type);
        }

        return EventHeader.Read(message.Data.Span) is { } header
            ? new IncomingEvent(message.Data, WithTrace(header, message), ContentTypes.CloudEvents) { IsStructured = true }
            : null;
    }

    /// <summary>A CloudEvent in binary mode: its attributes are metadata, and its data are handed on as they are.</summary>
    private IncomingEvent(PubSubMessage message, string type)
        : this(message.Data, EventHeader.None, type)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (name, value) in message.Metadata.Where(IsAttribute))
            {
                json.WriteString(name[AttributePrefix.Length..].ToLowerInvariant(), value);
            }

            json.WriteString("datacontenttype", type);
            json.WriteEndObject();
        }

        _attributes = output.WrittenMemory;
        Header = WithTrace(EventHeader.Read(output.WrittenSpan)!, message);
    }

    private static bool IsAttribute(KeyValuePair<string, string> item) =>
        item.Key.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its trace, from the message's metadata where the event itself has none.</summary>
    private static EventHeader WithTrace(EventHeader header, PubSubMessage message) => header with
    {
        TraceParent = header.TraceParent ?? Find(message, "traceparent") ?? Find(message, "traceid"),
        TraceState = header.TraceState ?? Find(message, "tracestate"),
    };

    private static ReadOnlyMemory<byte> WrapRaw(Subscription subscription, PubSubMessage message, DateTimeOffset now)
    {
        var trace = Find(message, "traceparent") ?? Find(message, "traceid") ?? TraceParent.New();
        var attributes = new Attributes(
            Guid.CreateVersion7(now).ToString(), Envelope.DefaultType, Envelope.DefaultSource, message.Topic, subscription.PubSub,
            trace, Find(message, "tracestate") ?? "", now);
        return Envelope.Wrap(attributes, message.Data.Span, ContentTypes.Binary);
    }

    private static string? Find(PubSubMessage message, string name)
    {
        if (message.Metadata.Count == 0)
        {
            return null;
        }

        return message.Metadata.FirstOrDefault(item => item.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
            is { Length: > 0 } value ? value : null;
    }
}
