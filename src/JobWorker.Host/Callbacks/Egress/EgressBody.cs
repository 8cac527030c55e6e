using System.Buffers;
using System.Text.Json;

namespace JobWorker.Host.Callbacks.Egress;

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
