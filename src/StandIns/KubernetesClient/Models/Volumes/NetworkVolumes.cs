using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>An NFS export.</summary>
public record V1NFSVolumeSource
{
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("server")] public string Server { get; set; }
}

/// <summary>A Ceph file system.</summary>
public record V1CephFSVolumeSource
{
    [JsonPropertyName("monitors")] public IList<string> Monitors { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretFile")] public string SecretFile { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
    [JsonPropertyName("user")] public string User { get; set; }
}

/// <summary>A Fibre Channel disk.</summary>
public record V1FCVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("lun")] public int? Lun { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("targetWWNs")] public IList<string> TargetWWNs { get; set; }
    [JsonPropertyName("wwids")] public IList<string> Wwids { get; set; }
}

/// <summary>A Gluster volume.</summary>
public record V1GlusterfsVolumeSource
{
    [JsonPropertyName("endpoints")] public string Endpoints { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
}

/// <summary>An iSCSI disk.</summary>
public record V1ISCSIVolumeSource
{
    [JsonPropertyName("chapAuthDiscovery")] public bool? ChapAuthDiscovery { get; set; }
    [JsonPropertyName("chapAuthSession")] public bool? ChapAuthSession { get; set; }
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("initiatorName")] public string InitiatorName { get; set; }
    [JsonPropertyName("iqn")] public string Iqn { get; set; }
    [JsonPropertyName("iscsiInterface")] public string IscsiInterface { get; set; }
    [JsonPropertyName("lun")] public int Lun { get; set; }
    [JsonPropertyName("portals")] public IList<string> Portals { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
    [JsonPropertyName("targetPortal")] public string TargetPortal { get; set; }
}

/// <summary>A Quobyte volume.</summary>
public record V1QuobyteVolumeSource
{
    [JsonPropertyName("group")] public string Group { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("registry")] public string Registry { get; set; }
    [JsonPropertyName("tenant")] public string Tenant { get; set; }
    [JsonPropertyName("user")] public string User { get; set; }
    [JsonPropertyName("volume")] public string Volume { get; set; }
}

/// <summary>A Rados block device.</summary>
public record V1RBDVolumeSource
{
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("image")] public string Image { get; set; }
    [JsonPropertyName("keyring")] public string Keyring { get; set; }
    [JsonPropertyName("monitors")] public IList<string> Monitors { get; set; }
    [JsonPropertyName("pool")] public string Pool { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretRef")] public V1LocalObjectReference SecretRef { get; set; }
    [JsonPropertyName("user")] public string User { get; set; }
}
