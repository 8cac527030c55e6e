using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>What every object has: name, labels, annotations, owners, versions; times in UTC.</summary>
public record V1ObjectMeta
{
    [JsonPropertyName("annotations")] public IDictionary<string, string> Annotations { get; set; }
    [JsonPropertyName("creationTimestamp")] public DateTime? CreationTimestamp { get; set; }
    [JsonPropertyName("deletionGracePeriodSeconds")] public long? DeletionGracePeriodSeconds { get; set; }
    [JsonPropertyName("deletionTimestamp")] public DateTime? DeletionTimestamp { get; set; }
    [JsonPropertyName("finalizers")] public IList<string> Finalizers { get; set; }
    [JsonPropertyName("generateName")] public string GenerateName { get; set; }
    [JsonPropertyName("generation")] public long? Generation { get; set; }
    [JsonPropertyName("labels")] public IDictionary<string, string> Labels { get; set; }
    [JsonPropertyName("managedFields")] public IList<V1ManagedFieldsEntry> ManagedFields { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("namespace")] public string NamespaceProperty { get; set; }
    [JsonPropertyName("ownerReferences")] public IList<V1OwnerReference> OwnerReferences { get; set; }
    [JsonPropertyName("resourceVersion")] public string ResourceVersion { get; set; }
    [JsonPropertyName("selfLink")] public string SelfLink { get; set; }
    [JsonPropertyName("uid")] public string Uid { get; set; }
}

/// <summary>An object this one goes with.</summary>
public record V1OwnerReference
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("blockOwnerDeletion")] public bool? BlockOwnerDeletion { get; set; }
    [JsonPropertyName("controller")] public bool? Controller { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("uid")] public string Uid { get; set; }
}

/// <summary>Which fields a manager owns.</summary>
public record V1ManagedFieldsEntry
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("fieldsType")] public string FieldsType { get; set; }
    [JsonPropertyName("fieldsV1")] public object FieldsV1 { get; set; }
    [JsonPropertyName("manager")] public string Manager { get; set; }
    [JsonPropertyName("operation")] public string Operation { get; set; }
    [JsonPropertyName("subresource")] public string Subresource { get; set; }
    [JsonPropertyName("time")] public DateTime? Time { get; set; }
}
