using System.Text.Json;

namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>Takes values out of a request without copying or reformatting them.</summary>
internal static class JsonSlice
{
    /// <summary>The bytes of the value the reader stands at; leaves the reader at its end.</summary>
    public static ReadOnlyMemory<byte> Take(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    /// <summary>Reads past the value the reader stands at the end of.</summary>
    /// <exception cref="JsonException">Something follows it.</exception>
    public static void End(ref Utf8JsonReader reader)
    {
        if (reader.Read())
        {
            throw new JsonException($"expected nothing more at byte {reader.TokenStartIndex}");
        }
    }

    /// <summary>Whether reading failed because of what was read: the reader says so in two ways.</summary>
    /// <remarks>Text asked of a number, and text that is no Unicode, are invalid operations to it.</remarks>
    public static bool IsMalformed(Exception e) => e is JsonException or InvalidOperationException;

    /// <summary>Whether the bytes are one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
