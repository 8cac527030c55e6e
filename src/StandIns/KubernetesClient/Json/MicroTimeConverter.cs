using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Json;

/// <summary>MicroTime: the server refuses it without its six digits.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTime>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TimeConverter.Utc(value).ToString(Format, CultureInfo.InvariantCulture));
}
