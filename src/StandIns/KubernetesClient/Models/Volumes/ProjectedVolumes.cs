using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>The keys of a ConfigMap as files.</summary>
public record V1ConfigMapVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>The keys of a Secret as files.</summary>
public record V1SecretVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
    [JsonPropertyName("secretName")] public string SecretName { get; set; }
}

/// <summary>One key as one file.</summary>
public record V1KeyToPath
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("mode")] public int? Mode { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
}

/// <summary>Fields of the pod as files.</summary>
public record V1DownwardAPIVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("items")] public IList<V1DownwardAPIVolumeFile> Items { get; set; }
}

/// <summary>One field as one file.</summary>
public record V1DownwardAPIVolumeFile
{
    [JsonPropertyName("fieldRef")] public V1ObjectFieldSelector FieldRef { get; set; }
    [JsonPropertyName("mode")] public int? Mode { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("resourceFieldRef")] public V1ResourceFieldSelector ResourceFieldRef { get; set; }
}

/// <summary>Several sources in one folder.</summary>
public record V1ProjectedVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("sources")] public IList<V1VolumeProjection> Sources { get; set; }
}

/// <summary>One of the sources: exactly one is set.</summary>
public record V1VolumeProjection
{
    [JsonPropertyName("configMap")] public V1ConfigMapProjection ConfigMap { get; set; }
    [JsonPropertyName("downwardAPI")] public V1DownwardAPIProjection DownwardAPI { get; set; }
    [JsonPropertyName("secret")] public V1SecretProjection Secret { get; set; }
    [JsonPropertyName("serviceAccountToken")] public V1ServiceAccountTokenProjection ServiceAccountToken { get; set; }
}

/// <summary>Keys of a ConfigMap.</summary>
public record V1ConfigMapProjection
{
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>Fields of the pod.</summary>
public record V1DownwardAPIProjection
{
    [JsonPropertyName("items")] public IList<V1DownwardAPIVolumeFile> Items { get; set; }
}

/// <summary>Keys of a Secret.</summary>
public record V1SecretProjection
{
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

/// <summary>A token for an audience; lifetime in seconds.</summary>
public record V1ServiceAccountTokenProjection
{
    [JsonPropertyName("audience")] public string Audience { get; set; }
    [JsonPropertyName("expirationSeconds")] public long? ExpirationSeconds { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
}
