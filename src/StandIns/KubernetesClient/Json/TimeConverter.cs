using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Json;

/// <summary>Times in UTC, as RFC 3339 with a fraction only where there is one.</summary>
internal sealed class TimeConverter : JsonConverter<DateTime>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Utc(value).ToString(Format, CultureInfo.InvariantCulture));

    /// <summary>A time that does not say where it belongs is taken for UTC.</summary>
    internal static DateTime Utc(DateTime value) =>
        value.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(value, DateTimeKind.Utc) : value.ToUniversalTime();
}
