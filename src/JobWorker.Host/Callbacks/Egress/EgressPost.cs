using System.Buffers;
using System.Text.Json;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>One attempt at one callback, as the egress endpoint is asked for it.</summary>
/// <param name="Url">Where to post.</param>
/// <param name="WebhookId">The <c>webhook-id</c>.</param>
/// <param name="Sequence">The <c>x-jobworker-sequence</c>.</param>
/// <param name="Attempt">The <c>x-jobworker-attempt</c>.</param>
/// <param name="TraceParent">The receiver's <c>traceparent</c>; none where it gets none.</param>
/// <param name="TraceState">The receiver's <c>tracestate</c>; none where it gets none.</param>
/// <param name="Body">The exact bytes.</param>
internal sealed record EgressPost(
    Uri Url, string WebhookId, string Sequence, string Attempt, string? TraceParent, string? TraceState, byte[] Body);

/// <summary>The bytes a receiver gets.</summary>
internal static class EgressBody
{
    private static readonly string[] Names = ["id", "status", "detail"];

    /// <summary>The binding sorts the members; clients know them as id, status, detail.</summary>
    /// <exception cref="JsonException">It is no callback.</exception>
    public static byte[] Of(JsonElement callback)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var name in Names)
            {
                if (callback.ValueKind is not JsonValueKind.Object || !callback.TryGetProperty(name, out var value))
                {
                    throw new JsonException(name);
                }

                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
