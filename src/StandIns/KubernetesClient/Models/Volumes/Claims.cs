using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A claim in the same namespace.</summary>
public record V1PersistentVolumeClaimVolumeSource
{
    [JsonPropertyName("claimName")] public string ClaimName { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
}

/// <summary>A claim made for the pod and gone with it.</summary>
public record V1EphemeralVolumeSource
{
    [JsonPropertyName("volumeClaimTemplate")] public V1PersistentVolumeClaimTemplate VolumeClaimTemplate { get; set; }
}

/// <summary>The claim to make.</summary>
public record V1PersistentVolumeClaimTemplate
{
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1PersistentVolumeClaimSpec Spec { get; set; }
}

/// <summary>What a claim asks for.</summary>
public record V1PersistentVolumeClaimSpec
{
    [JsonPropertyName("accessModes")] public IList<string> AccessModes { get; set; }
    [JsonPropertyName("dataSource")] public V1TypedLocalObjectReference DataSource { get; set; }
    [JsonPropertyName("resources")] public V1ResourceRequirements Resources { get; set; }
    [JsonPropertyName("selector")] public V1LabelSelector Selector { get; set; }
    [JsonPropertyName("storageClassName")] public string StorageClassName { get; set; }
    [JsonPropertyName("volumeMode")] public string VolumeMode { get; set; }
    [JsonPropertyName("volumeName")] public string VolumeName { get; set; }
}
