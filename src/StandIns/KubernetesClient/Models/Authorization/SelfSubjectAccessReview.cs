using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>The question "may I?", and its answer in the status.</summary>
public record V1SelfSubjectAccessReview : IKubernetesObject<V1ObjectMeta>, ISpec<V1SelfSubjectAccessReviewSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "SelfSubjectAccessReview";
    public const string KubeGroup = "authorization.k8s.io";
    public const string KubePluralName = "selfsubjectaccessreviews";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1SelfSubjectAccessReviewSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1SubjectAccessReviewStatus Status { get; set; }
}

/// <summary>What is asked about: exactly one is set.</summary>
public record V1SelfSubjectAccessReviewSpec
{
    [JsonPropertyName("nonResourceAttributes")] public V1NonResourceAttributes NonResourceAttributes { get; set; }
    [JsonPropertyName("resourceAttributes")] public V1ResourceAttributes ResourceAttributes { get; set; }
}

/// <summary>A verb on a resource.</summary>
public record V1ResourceAttributes
{
    [JsonPropertyName("group")] public string Group { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("namespace")] public string NamespaceProperty { get; set; }
    [JsonPropertyName("resource")] public string Resource { get; set; }
    [JsonPropertyName("subresource")] public string Subresource { get; set; }
    [JsonPropertyName("verb")] public string Verb { get; set; }
    [JsonPropertyName("version")] public string Version { get; set; }
}

/// <summary>A verb on a path.</summary>
public record V1NonResourceAttributes
{
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("verb")] public string Verb { get; set; }
}

/// <summary>Allowed or not, and why.</summary>
public record V1SubjectAccessReviewStatus
{
    [JsonPropertyName("allowed")] public bool Allowed { get; set; }
    [JsonPropertyName("denied")] public bool? Denied { get; set; }
    [JsonPropertyName("evaluationError")] public string EvaluationError { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
}
