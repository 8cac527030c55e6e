using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>One or more containers placed on one node.</summary>
public record V1Pod : IKubernetesObject<V1ObjectMeta>, ISpec<V1PodSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Pod";
    public const string KubeGroup = "";
    public const string KubePluralName = "pods";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1PodSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1PodStatus Status { get; set; }
}

/// <summary>Pods, as one LIST answers them.</summary>
public record V1PodList : IKubernetesObject<V1ListMeta>, IItems<V1Pod>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "PodList";
    public const string KubeGroup = "";
    public const string KubePluralName = "pods";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<V1Pod> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

/// <summary>The pod a controller makes.</summary>
public record V1PodTemplateSpec : IMetadata<V1ObjectMeta>
{
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1PodSpec Spec { get; set; }
}
