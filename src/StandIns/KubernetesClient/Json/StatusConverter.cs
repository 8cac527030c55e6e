using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace k8s.Json;

/// <summary>
/// A DELETE is answered with a Status, or, where the object stays for a while, with the object itself, whose <c>status</c> is an
/// object rather than a text. The latter is kept for <see cref="V1Status.ObjectView{T}"/>.
/// </summary>
internal sealed class StatusConverter : JsonConverter<V1Status>
{
    public override V1Status Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        var kind = Text(json, "kind");
        if (kind is not (null or V1Status.KubeKind) || (json.TryGetProperty("status", out var status)
            && status.ValueKind == JsonValueKind.Object))
        {
            return new V1Status { Original = json, ApiVersion = Text(json, "apiVersion"), Kind = kind };
        }

        return new V1Status
        {
            ApiVersion = Text(json, "apiVersion"),
            Code = Part<int?>(json, "code", options),
            Details = Part<V1StatusDetails>(json, "details", options),
            Kind = kind,
            Message = Text(json, "message"),
            Metadata = Part<V1ListMeta>(json, "metadata", options),
            Reason = Text(json, "reason"),
            Status = Text(json, "status"),
        };
    }

    public override void Write(Utf8JsonWriter writer, V1Status value, JsonSerializerOptions options)
    {
        if (value.HasObject)
        {
            value.Original.WriteTo(writer);
            return;
        }

        JsonSerializer.Serialize(
            writer,
            new
            {
                value.ApiVersion,
                value.Code,
                value.Details,
                value.Kind,
                value.Message,
                value.Metadata,
                value.Reason,
                value.Status,
            },
            options);
    }

    private static string Text(JsonElement json, string name) => Part<string>(json, name, null);

    private static T Part<T>(JsonElement json, string name, JsonSerializerOptions options) =>
        json.TryGetProperty(name, out var part) ? part.Deserialize<T>(options) : default;
}
