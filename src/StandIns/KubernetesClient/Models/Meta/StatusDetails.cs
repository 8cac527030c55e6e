using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>What a Status is about; how many seconds to wait before trying again.</summary>
public record V1StatusDetails
{
    [JsonPropertyName("causes")] public IList<V1StatusCause> Causes { get; set; }
    [JsonPropertyName("group")] public string Group { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("retryAfterSeconds")] public int? RetryAfterSeconds { get; set; }
    [JsonPropertyName("uid")] public string Uid { get; set; }
}

/// <summary>One cause of a refusal, with its field.</summary>
public record V1StatusCause
{
    [JsonPropertyName("field")] public string Field { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
}
