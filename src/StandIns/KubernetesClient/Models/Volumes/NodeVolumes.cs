using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A folder that is empty at the start and gone with the pod.</summary>
public record V1EmptyDirVolumeSource
{
    [JsonPropertyName("medium")] public string Medium { get; set; }
    [JsonPropertyName("sizeLimit")] public ResourceQuantity SizeLimit { get; set; }
}

/// <summary>A path of the node.</summary>
public record V1HostPathVolumeSource
{
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

/// <summary>A volume of a CSI driver, made for the pod.</summary>
public record V1CSIVolumeSource
{
    [JsonPropertyName("driver")] public string Driver { get; set; }
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("nodePublishSecretRef")] public V1LocalObjectReference NodePublishSecretRef { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("volumeAttributes")] public IDictionary<string, string> VolumeAttributes { get; set; }
}

/// <summary>A volume of a Flex driver.</summary>
public record V1FlexVolumeSource
{
    [JsonPropertyName("driver")] public string Driver { get; set; }
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("options")] public IDictionary<string, string> Options { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
}

/// <summary>A clone of a git repository.</summary>
public record V1GitRepoVolumeSource
{
    [JsonPropertyName("directory")] public string Directory { get; set; }
    [JsonPropertyName("repository")] public string Repository { get; set; }
    [JsonPropertyName("revision")] public string Revision { get; set; }
}
