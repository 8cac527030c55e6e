using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>A job that came over a queue, out of what brokers put around it: CloudEvents, SQS messages, SNS notifications.</summary>
/// <param name="Body">The job's envelope, UTF-8; none where there is none.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record OjsMessage(ReadOnlyMemory<byte>? Body, string? Reason = null)
{
    private const int DeepestNesting = 4;

    private const string SqsBody = nameof(Body);

    /// <summary>Opens a message as it was delivered.</summary>
    public static OjsMessage Open(ReadOnlyMemory<byte> message)
    {
        var body = message;
        for (var depth = 0; depth <= DeepestNesting; depth++)
        {
            body = JsonInput.WithoutMark(body);
            try
            {
                using var document = JsonDocument.Parse(body);
                if (document.RootElement.ValueKind is not JsonValueKind.Object)
                {
                    return new OjsMessage(null, "the message must be a JSON object");
                }

                if (Inner(document.RootElement) is not { } inner)
                {
                    return new OjsMessage(body);
                }

                body = inner;
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                return new OjsMessage(null, $"the message must be JSON: {e.Message}");
            }
        }

        return new OjsMessage(null, $"the message must have at most {DeepestNesting} envelopes");
    }

    /// <summary>What the envelope holds; none when the object is none.</summary>
    private static byte[]? Inner(JsonElement json)
    {
        // OJS' own envelope has a specversion too; what it cannot do without is its arguments.
        if (json.TryGetProperty("args", out _))
        {
            return null;
        }

        if (json.TryGetProperty("specversion", out _) && json.TryGetProperty("data", out var data))
        {
            return data.ValueKind is JsonValueKind.String ? Text(data) : JsonMarshal.GetRawUtf8Value(data).ToArray();
        }

        if (json.TryGetProperty("specversion", out _) && json.TryGetProperty("data_base64", out var base64))
        {
            return Convert.FromBase64String(base64.GetString() ?? "");
        }

        var text = json.TryGetProperty(SqsBody, out var part) || (json.TryGetProperty("TopicArn", out _)
            && json.TryGetProperty("Message", out part));

        return text && part.ValueKind is JsonValueKind.String ? Text(part) : null;
    }

    private static byte[] Text(JsonElement json) => Encoding.UTF8.GetBytes(json.GetString() ?? "");
}
