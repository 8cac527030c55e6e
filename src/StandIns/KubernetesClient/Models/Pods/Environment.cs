using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>One variable: a value, or where to take it from.</summary>
public record V1EnvVar
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
    [JsonPropertyName("valueFrom")] public V1EnvVarSource ValueFrom { get; set; }
}

/// <summary>Where a value comes from: exactly one is set.</summary>
public record V1EnvVarSource
{
    [JsonPropertyName("configMapKeyRef")] public V1ConfigMapKeySelector ConfigMapKeyRef { get; set; }
    [JsonPropertyName("fieldRef")] public V1ObjectFieldSelector FieldRef { get; set; }
    [JsonPropertyName("resourceFieldRef")] public V1ResourceFieldSelector ResourceFieldRef { get; set; }
    [JsonPropertyName("secretKeyRef")] public V1SecretKeySelector SecretKeyRef { get; set; }
}

/// <summary>All entries of a ConfigMap or Secret as variables.</summary>
public record V1EnvFromSource
{
    [JsonPropertyName("configMapRef")] public V1ConfigMapEnvSource ConfigMapRef { get; set; }
    [JsonPropertyName("prefix")] public string Prefix { get; set; }
    [JsonPropertyName("secretRef")] public V1SecretEnvSource SecretRef { get; set; }
}

/// <summary>The ConfigMap to take variables from.</summary>
public record V1ConfigMapEnvSource
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>The Secret to take variables from.</summary>
public record V1SecretEnvSource
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>One key of a ConfigMap.</summary>
public record V1ConfigMapKeySelector
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>One key of a Secret.</summary>
public record V1SecretKeySelector
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>One field of the pod itself.</summary>
public record V1ObjectFieldSelector
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("fieldPath")] public string FieldPath { get; set; }
}

/// <summary>One resource of a container, divided by a unit.</summary>
public record V1ResourceFieldSelector
{
    [JsonPropertyName("containerName")] public string ContainerName { get; set; }
    [JsonPropertyName("divisor")] public ResourceQuantity Divisor { get; set; }
    [JsonPropertyName("resource")] public string Resource { get; set; }
}
