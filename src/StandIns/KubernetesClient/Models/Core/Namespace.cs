using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A namespace.</summary>
public record V1Namespace : IKubernetesObject<V1ObjectMeta>, ISpec<V1NamespaceSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Namespace";
    public const string KubeGroup = "";
    public const string KubePluralName = "namespaces";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1NamespaceSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1NamespaceStatus Status { get; set; }
}

/// <summary>Namespaces, as one LIST answers them.</summary>
public record V1NamespaceList : IKubernetesObject<V1ListMeta>, IItems<V1Namespace>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "NamespaceList";
    public const string KubeGroup = "";
    public const string KubePluralName = "namespaces";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<V1Namespace> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

/// <summary>What must be done before a namespace may go.</summary>
public record V1NamespaceSpec
{
    [JsonPropertyName("finalizers")] public IList<string> Finalizers { get; set; }
}

/// <summary>Active or Terminating.</summary>
public record V1NamespaceStatus
{
    [JsonPropertyName("conditions")] public IList<V1NamespaceCondition> Conditions { get; set; }
    [JsonPropertyName("phase")] public string Phase { get; set; }
}

/// <summary>One fact about a namespace.</summary>
public record V1NamespaceCondition
{
    [JsonPropertyName("lastTransitionTime")] public DateTime? LastTransitionTime { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}
