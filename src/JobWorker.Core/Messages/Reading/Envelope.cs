using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace JobWorker.Core.Messages.Reading;

/// <summary>What is inside the envelopes of a message.</summary>
internal abstract record Opened
{
    /// <summary>A JSON object that is no envelope.</summary>
    /// <param name="Json">The object.</param>
    /// <param name="Bytes">Its size as it came.</param>
    /// <param name="Trace">The trace the innermost CloudEvent with one names; none where none does.</param>
    public sealed record Payload(JsonElement Json, int Bytes, TraceContext? Trace = null) : Opened;

    /// <summary>Nothing that could be read.</summary>
    /// <param name="Reason">Names the place and the rule.</param>
    public sealed record Nothing(string Reason) : Opened;
}

/// <summary>Opens what brokers put around a payload, in any nesting: CloudEvents, SQS messages, SNS notifications.</summary>
internal static class Envelope
{
    private const int DeepestNesting = 4;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64 };

    /// <summary>The payload of <paramref name="utf8"/>.</summary>
    public static Opened Open(ReadOnlyMemory<byte> utf8) =>
        utf8.Length > MessageLimits.MessageBytes
            ? new Opened.Nothing($"message: must be at most {MessageLimits.MessageBytes} bytes, is {utf8.Length}")
            : Open(utf8, "message", depth: 0);

    private static Opened Open(ReadOnlyMemory<byte> utf8, string path, int depth)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8.Span))
        {
            return new Opened.Nothing($"{path}: must be UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Json);

            return Open(document.RootElement.Clone(), utf8.Length, path, depth);
        }
        catch (JsonException e)
        {
            var text = e.Message.Split(" LineNumber:")[0];

            return new Opened.Nothing($"{path}: must be JSON; line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {text}");
        }
    }

    private static Opened Open(JsonElement json, int bytes, string path, int depth)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return new Opened.Nothing($"{path}: must be a JSON object");
        }

        var shape = new ObjectReader(json, path, new Findings());

        var opened = (Inner(shape), depth) switch
        {
            // Its id is the event's, not the job's.
            (null, _) when shape.Has("specversion") && !shape.Has("job") =>
                new Opened.Nothing($"{path}: must be a CloudEvent with data"),
            (null, _) => new Opened.Payload(json, bytes),
            (_, DeepestNesting) => new Opened.Nothing($"{path}: must have at most {DeepestNesting} envelopes"),
            (Part { Base64: true } part, _) => OpenBase64(part, depth + 1),
            ({ Json.ValueKind: JsonValueKind.String } part, _) => OpenText(part, depth + 1),
            ({ } part, _) => Open(part.Json, SizeOf(part.Json), part.Path, depth + 1),
        };

        return opened is Opened.Payload { Trace: null } payload && shape.Has("specversion")
            ? payload with { Trace = TraceOf(shape) }
            : opened;
    }

    /// <summary>The trace an object names, in <c>traceparent</c> and <c>tracestate</c>. What is none is no offence.</summary>
    public static TraceContext? TraceOf(ObjectReader shape)
    {
        return TraceContext.Parse(Text("traceparent"), Text("tracestate"));

        string? Text(string name) =>
            shape.Take(name) is { Value.ValueKind: JsonValueKind.String } field ? JsonText.Of(field.Value) : null;
    }

    /// <summary>What the envelope holds; none when the object is no envelope.</summary>
    private static Part? Inner(ObjectReader shape)
    {
        if (shape.Has("specversion") && (Find("data") ?? Find("data_base64")) is { } data)
        {
            return data with { Base64 = !shape.Has("data") };
        }

        // A bare message may carry a property of that name by chance; what it cannot do without is its job.
        return shape.Has("job") ? null : IfText(Find("Body")) ?? (shape.Has("TopicArn") ? IfText(Find("Message")) : null);

        Part? Find(string name) =>
            shape.Take(name) is { IsAbsent: false } field ? new Part(field.Value, field.Path, Base64: false) : null;
    }

    private static Part? IfText(Part? part) => part is { Json.ValueKind: JsonValueKind.String } ? part : null;

    private static Opened OpenBase64(Part part, int depth) =>
        part.Json.ValueKind is JsonValueKind.String && JsonText.Of(part.Json) is { } text && Decode(text) is { } bytes
            ? Open(bytes, part.Path, depth)
            : new Opened.Nothing($"{part.Path}: must be base64");

    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];

        return Convert.TryFromBase64String(base64, bytes, out var count) ? bytes[..count] : null;
    }

    private static Opened OpenText(Part part, int depth) =>
        JsonText.Of(part.Json) is { } text
            ? Open(Encoding.UTF8.GetBytes(text), part.Path, depth)
            : new Opened.Nothing($"{part.Path}: must be Unicode text");

    private static int SizeOf(JsonElement json) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json).Length;

    private sealed record Part(JsonElement Json, string Path, bool Base64);
}
