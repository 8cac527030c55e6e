using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>Rights of one container; they win over those of the pod.</summary>
public record V1SecurityContext
{
    [JsonPropertyName("allowPrivilegeEscalation")] public bool? AllowPrivilegeEscalation { get; set; }
    [JsonPropertyName("capabilities")] public V1Capabilities Capabilities { get; set; }
    [JsonPropertyName("privileged")] public bool? Privileged { get; set; }
    [JsonPropertyName("procMount")] public string ProcMount { get; set; }
    [JsonPropertyName("readOnlyRootFilesystem")] public bool? ReadOnlyRootFilesystem { get; set; }
    [JsonPropertyName("runAsGroup")] public long? RunAsGroup { get; set; }
    [JsonPropertyName("runAsNonRoot")] public bool? RunAsNonRoot { get; set; }
    [JsonPropertyName("runAsUser")] public long? RunAsUser { get; set; }
    [JsonPropertyName("seLinuxOptions")] public V1SELinuxOptions SeLinuxOptions { get; set; }
    [JsonPropertyName("seccompProfile")] public V1SeccompProfile SeccompProfile { get; set; }
    [JsonPropertyName("windowsOptions")] public V1WindowsSecurityContextOptions WindowsOptions { get; set; }
}

/// <summary>Rights of all containers of a pod.</summary>
public record V1PodSecurityContext
{
    [JsonPropertyName("fsGroup")] public long? FsGroup { get; set; }
    [JsonPropertyName("fsGroupChangePolicy")] public string FsGroupChangePolicy { get; set; }
    [JsonPropertyName("runAsGroup")] public long? RunAsGroup { get; set; }
    [JsonPropertyName("runAsNonRoot")] public bool? RunAsNonRoot { get; set; }
    [JsonPropertyName("runAsUser")] public long? RunAsUser { get; set; }
    [JsonPropertyName("seLinuxOptions")] public V1SELinuxOptions SeLinuxOptions { get; set; }
    [JsonPropertyName("seccompProfile")] public V1SeccompProfile SeccompProfile { get; set; }
    [JsonPropertyName("supplementalGroups")] public IList<long?> SupplementalGroups { get; set; }
    [JsonPropertyName("sysctls")] public IList<V1Sysctl> Sysctls { get; set; }
    [JsonPropertyName("windowsOptions")] public V1WindowsSecurityContextOptions WindowsOptions { get; set; }
}

/// <summary>Linux capabilities to add and to drop.</summary>
public record V1Capabilities
{
    [JsonPropertyName("add")] public IList<string> Add { get; set; }
    [JsonPropertyName("drop")] public IList<string> Drop { get; set; }
}

/// <summary>Which system calls are allowed.</summary>
public record V1SeccompProfile
{
    [JsonPropertyName("localhostProfile")] public string LocalhostProfile { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

/// <summary>SELinux labels.</summary>
public record V1SELinuxOptions
{
    [JsonPropertyName("level")] public string Level { get; set; }
    [JsonPropertyName("role")] public string Role { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
    [JsonPropertyName("user")] public string User { get; set; }
}

/// <summary>Rights that exist on Windows alone.</summary>
public record V1WindowsSecurityContextOptions
{
    [JsonPropertyName("gmsaCredentialSpec")] public string GmsaCredentialSpec { get; set; }
    [JsonPropertyName("gmsaCredentialSpecName")] public string GmsaCredentialSpecName { get; set; }
    [JsonPropertyName("hostProcess")] public bool? HostProcess { get; set; }
    [JsonPropertyName("runAsUserName")] public string RunAsUserName { get; set; }
}

/// <summary>One kernel parameter.</summary>
public record V1Sysctl
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}
