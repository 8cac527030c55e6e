using System.Globalization;
using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Http.State;

/// <summary>One write or removal as a request's JSON says it.</summary>
/// <param name="Key">Without prefix.</param>
/// <param name="Value">A slice of the body: the value's own bytes, <c>null</c> when absent.</param>
/// <param name="ETag">None when absent or empty.</param>
/// <param name="FirstWrite"><c>options.concurrency</c> is <c>first-write</c>.</param>
/// <param name="TtlInSeconds"><c>metadata.ttlInSeconds</c>.</param>
internal readonly record struct StateRequest(
    string Key, ReadOnlyMemory<byte> Value, string? ETag, bool FirstWrite, int? TtlInSeconds)
{
    private const string TtlKey = "ttlInSeconds";

    public StateSet ToSet(string key) => new(key, Value, ETag, FirstWrite, TtlInSeconds);

    public StateDelete ToDelete(string key) => new(key, ETag, FirstWrite);

    /// <summary>Reads the object the reader stands at, and leaves the reader at its end.</summary>
    /// <exception cref="JsonException">It is not of that shape.</exception>
    public static StateRequest Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object with key and value");
        var request = new StateRequest("", "null"u8.ToArray(), null, false, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            request = name switch
            {
                "key" => request with { Key = Text(ref reader, "key") },
                "value" => request with { Value = JsonSlice.Take(ref reader, body) },
                "etag" => request with { ETag = Text(ref reader, "etag") is { Length: > 0 } etag ? etag : null },
                "options" => request with { FirstWrite = Find(ref reader, "concurrency") == "first-write" },
                "metadata" => request with { TtlInSeconds = Ttl(Find(ref reader, TtlKey)) },
                _ => Skip(ref reader, request),
            };
        }

        return request;
    }

    /// <summary>Seconds as text; none when absent.</summary>
    /// <exception cref="JsonException">It is not a whole number.</exception>
    public static int? Ttl(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : throw new JsonException($"{TtlKey} must be a whole number, not \"{text}\"");

    /// <summary>Seconds in a request's query; none when absent.</summary>
    public static int? Ttl(IReadOnlyDictionary<string, string> metadata) => Ttl(metadata.GetValueOrDefault(TtlKey));

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"expected {what} at byte {reader.TokenStartIndex}");
        }
    }

    private static StateRequest Skip(ref Utf8JsonReader reader, StateRequest request)
    {
        reader.Skip();
        return request;
    }

    private static string Text(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Null => "",
        _ => throw new JsonException($"{name} must be text"),
    };

    /// <summary>The text of one member of the object the reader stands at; reads past the object.</summary>
    private static string? Find(ref Utf8JsonReader reader, string wanted)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref reader, JsonTokenType.StartObject, "an object");
        string? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = string.Equals(reader.GetString(), wanted, StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (isWanted)
            {
                found = Text(ref reader, wanted);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }
}
