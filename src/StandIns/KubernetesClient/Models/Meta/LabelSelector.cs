using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>Objects by their labels; all requirements must hold.</summary>
public record V1LabelSelector
{
    [JsonPropertyName("matchExpressions")] public IList<V1LabelSelectorRequirement> MatchExpressions { get; set; }
    [JsonPropertyName("matchLabels")] public IDictionary<string, string> MatchLabels { get; set; }
}

/// <summary>A key, an operator and values.</summary>
public record V1LabelSelectorRequirement
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<string> Values { get; set; }
}
