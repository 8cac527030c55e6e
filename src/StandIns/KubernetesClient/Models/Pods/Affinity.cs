using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>Which nodes a pod prefers or needs.</summary>
public record V1Affinity
{
    [JsonPropertyName("nodeAffinity")] public V1NodeAffinity NodeAffinity { get; set; }
    [JsonPropertyName("podAffinity")] public V1PodAffinity PodAffinity { get; set; }
    [JsonPropertyName("podAntiAffinity")] public V1PodAntiAffinity PodAntiAffinity { get; set; }
}

/// <summary>Nodes by their labels.</summary>
public record V1NodeAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")]
    public IList<V1PreferredSchedulingTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")]
    public V1NodeSelector RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>Nodes that match at least one term.</summary>
public record V1NodeSelector
{
    [JsonPropertyName("nodeSelectorTerms")] public IList<V1NodeSelectorTerm> NodeSelectorTerms { get; set; }
}

/// <summary>Requirements that must all hold.</summary>
public record V1NodeSelectorTerm
{
    [JsonPropertyName("matchExpressions")] public IList<V1NodeSelectorRequirement> MatchExpressions { get; set; }
    [JsonPropertyName("matchFields")] public IList<V1NodeSelectorRequirement> MatchFields { get; set; }
}

/// <summary>A key, an operator and values.</summary>
public record V1NodeSelectorRequirement
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<string> Values { get; set; }
}

/// <summary>A preference among nodes; weight 1 to 100.</summary>
public record V1PreferredSchedulingTerm
{
    [JsonPropertyName("preference")] public V1NodeSelectorTerm Preference { get; set; }
    [JsonPropertyName("weight")] public int Weight { get; set; }
}

/// <summary>Near these pods.</summary>
public record V1PodAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")]
    public IList<V1WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")]
    public IList<V1PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>Away from these pods.</summary>
public record V1PodAntiAffinity
{
    [JsonPropertyName("preferredDuringSchedulingIgnoredDuringExecution")]
    public IList<V1WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
    [JsonPropertyName("requiredDuringSchedulingIgnoredDuringExecution")]
    public IList<V1PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>Pods by label, and what "near" means (topology key).</summary>
public record V1PodAffinityTerm
{
    [JsonPropertyName("labelSelector")] public V1LabelSelector LabelSelector { get; set; }
    [JsonPropertyName("namespaceSelector")] public V1LabelSelector NamespaceSelector { get; set; }
    [JsonPropertyName("namespaces")] public IList<string> Namespaces { get; set; }
    [JsonPropertyName("topologyKey")] public string TopologyKey { get; set; }
}

/// <summary>A preference among terms; weight 1 to 100.</summary>
public record V1WeightedPodAffinityTerm
{
    [JsonPropertyName("podAffinityTerm")] public V1PodAffinityTerm PodAffinityTerm { get; set; }
    [JsonPropertyName("weight")] public int Weight { get; set; }
}
