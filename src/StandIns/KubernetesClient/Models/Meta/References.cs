using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>An object of the same namespace, by name.</summary>
public record V1LocalObjectReference
{
    [JsonPropertyName("name")] public string Name { get; set; }
}

/// <summary>An object anywhere.</summary>
public record V1ObjectReference
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("fieldPath")] public string FieldPath { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("namespace")] public string NamespaceProperty { get; set; }
    [JsonPropertyName("resourceVersion")] public string ResourceVersion { get; set; }
    [JsonPropertyName("uid")] public string Uid { get; set; }
}

/// <summary>An object of the same namespace, by kind and name.</summary>
public record V1TypedLocalObjectReference
{
    [JsonPropertyName("apiGroup")] public string ApiGroup { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
}
