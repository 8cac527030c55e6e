using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Json;

namespace k8s;

/// <summary>JSON as the API server writes and reads it: camel case, RFC 3339 times, no nulls.</summary>
/// <remarks>Fields that the classes do not know are dropped without a word.</remarks>
public static class KubernetesJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new TimeConverter() },
    };

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a field has another type than the API gives it.</exception>
    public static TValue Deserialize<TValue>(string json, JsonSerializerOptions jsonSerializerOptions = null) =>
        JsonSerializer.Deserialize<TValue>(json, jsonSerializerOptions ?? Options);

    /// <inheritdoc cref="Deserialize{TValue}(string, JsonSerializerOptions)"/>
    public static TValue Deserialize<TValue>(Stream json, JsonSerializerOptions jsonSerializerOptions = null) =>
        JsonSerializer.Deserialize<TValue>(json, jsonSerializerOptions ?? Options);

    /// <inheritdoc cref="Deserialize{TValue}(string, JsonSerializerOptions)"/>
    public static TValue Deserialize<TValue>(JsonDocument json, JsonSerializerOptions jsonSerializerOptions = null) =>
        json.Deserialize<TValue>(jsonSerializerOptions ?? Options);

    /// <inheritdoc cref="Deserialize{TValue}(string, JsonSerializerOptions)"/>
    public static TValue Deserialize<TValue>(JsonElement json, JsonSerializerOptions jsonSerializerOptions = null) =>
        json.Deserialize<TValue>(jsonSerializerOptions ?? Options);

    /// <inheritdoc cref="Deserialize{TValue}(string, JsonSerializerOptions)"/>
    public static TValue Deserialize<TValue>(JsonNode json, JsonSerializerOptions jsonSerializerOptions = null) =>
        json.Deserialize<TValue>(jsonSerializerOptions ?? Options);

    /// <summary>Writes a value on one line.</summary>
    public static string Serialize(object value, JsonSerializerOptions jsonSerializerOptions = null) =>
        JsonSerializer.Serialize(value, jsonSerializerOptions ?? Options);

    internal static byte[] SerializeToUtf8(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    internal static ValueTask<TValue> DeserializeAsync<TValue>(Stream json, CancellationToken cancel) =>
        JsonSerializer.DeserializeAsync<TValue>(json, Options, cancel);

    internal static TValue Deserialize<TValue>(ref Utf8JsonReader json) => JsonSerializer.Deserialize<TValue>(ref json, Options);
}
