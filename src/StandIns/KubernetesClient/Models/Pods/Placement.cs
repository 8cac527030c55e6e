using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A taint the pod puts up with.</summary>
public record V1Toleration
{
    [JsonPropertyName("effect")] public string Effect { get; set; }
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("tolerationSeconds")] public long? TolerationSeconds { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}

/// <summary>How evenly pods spread over zones or nodes.</summary>
public record V1TopologySpreadConstraint
{
    [JsonPropertyName("labelSelector")] public V1LabelSelector LabelSelector { get; set; }
    [JsonPropertyName("matchLabelKeys")] public IList<string> MatchLabelKeys { get; set; }
    [JsonPropertyName("maxSkew")] public int MaxSkew { get; set; }
    [JsonPropertyName("minDomains")] public int? MinDomains { get; set; }
    [JsonPropertyName("nodeAffinityPolicy")] public string NodeAffinityPolicy { get; set; }
    [JsonPropertyName("nodeTaintsPolicy")] public string NodeTaintsPolicy { get; set; }
    [JsonPropertyName("topologyKey")] public string TopologyKey { get; set; }
    [JsonPropertyName("whenUnsatisfiable")] public string WhenUnsatisfiable { get; set; }
}
