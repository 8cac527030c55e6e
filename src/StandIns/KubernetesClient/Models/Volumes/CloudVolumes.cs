using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A disk at AWS.</summary>
public record V1AWSElasticBlockStoreVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("partition")] public int? Partition { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("volumeID")] public string VolumeID { get; set; }
}

/// <summary>A disk at Azure.</summary>
public record V1AzureDiskVolumeSource
{
    [JsonPropertyName("cachingMode")] public string CachingMode { get; set; }
    [JsonPropertyName("diskName")] public string DiskName { get; set; }
    [JsonPropertyName("diskURI")] public string DiskURI { get; set; }
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
}

/// <summary>A file share at Azure.</summary>
public record V1AzureFileVolumeSource
{
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretName")] public string SecretName { get; set; }
    [JsonPropertyName("shareName")] public string ShareName { get; set; }
}

/// <summary>A disk of OpenStack.</summary>
public record V1CinderVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
    [JsonPropertyName("volumeID")] public string VolumeID { get; set; }
}

/// <summary>A disk at Google.</summary>
public record V1GCEPersistentDiskVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("partition")] public int? Partition { get; set; }
    [JsonPropertyName("pdName")] public string PdName { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
}

/// <summary>A disk of vSphere.</summary>
public record V1VsphereVirtualDiskVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("storagePolicyID")] public string StoragePolicyID { get; set; }
    [JsonPropertyName("storagePolicyName")] public string StoragePolicyName { get; set; }
    [JsonPropertyName("volumePath")] public string VolumePath { get; set; }
}
