using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A Flocker data set.</summary>
public record V1FlockerVolumeSource
{
    [JsonPropertyName("datasetName")] public string DatasetName { get; set; }
    [JsonPropertyName("datasetUUID")] public string DatasetUUID { get; set; }
}

/// <summary>A Photon disk.</summary>
public record V1PhotonPersistentDiskVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("pdID")] public string PdID { get; set; }
}

/// <summary>A Portworx volume.</summary>
public record V1PortworxVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("volumeID")] public string VolumeID { get; set; }
}

/// <summary>A ScaleIO volume.</summary>
public record V1ScaleIOVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("gateway")] public string Gateway { get; set; }
    [JsonPropertyName("protectionDomain")] public string ProtectionDomain { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
    [JsonPropertyName("sslEnabled")] public bool? SslEnabled { get; set; }
    [JsonPropertyName("storageMode")] public string StorageMode { get; set; }
    [JsonPropertyName("storagePool")] public string StoragePool { get; set; }
    [JsonPropertyName("system")] public string System { get; set; }
    [JsonPropertyName("volumeName")] public string VolumeName { get; set; }
}

/// <summary>A StorageOS volume.</summary>
public record V1StorageOSVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
    [JsonPropertyName("volumeName")] public string VolumeName { get; set; }
    [JsonPropertyName("volumeNamespace")] public string VolumeNamespace { get; set; }
}
