using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>The version of a list, and the token of its next page.</summary>
public record V1ListMeta
{
    [JsonPropertyName("continue")] public string ContinueProperty { get; set; }
    [JsonPropertyName("remainingItemCount")] public long? RemainingItemCount { get; set; }
    [JsonPropertyName("resourceVersion")] public string ResourceVersion { get; set; }
    [JsonPropertyName("selfLink")] public string SelfLink { get; set; }
}
