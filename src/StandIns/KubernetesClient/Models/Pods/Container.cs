using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>One image, run in a pod.</summary>
public record V1Container
{
    [JsonPropertyName("args")] public IList<string> Args { get; set; }
    [JsonPropertyName("command")] public IList<string> Command { get; set; }
    [JsonPropertyName("env")] public IList<V1EnvVar> Env { get; set; }
    [JsonPropertyName("envFrom")] public IList<V1EnvFromSource> EnvFrom { get; set; }
    [JsonPropertyName("image")] public string Image { get; set; }
    [JsonPropertyName("imagePullPolicy")] public string ImagePullPolicy { get; set; }
    [JsonPropertyName("lifecycle")] public V1Lifecycle Lifecycle { get; set; }
    [JsonPropertyName("livenessProbe")] public V1Probe LivenessProbe { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("ports")] public IList<V1ContainerPort> Ports { get; set; }
    [JsonPropertyName("readinessProbe")] public V1Probe ReadinessProbe { get; set; }
    [JsonPropertyName("resources")] public V1ResourceRequirements Resources { get; set; }
    [JsonPropertyName("securityContext")] public V1SecurityContext SecurityContext { get; set; }
    [JsonPropertyName("startupProbe")] public V1Probe StartupProbe { get; set; }
    [JsonPropertyName("stdin")] public bool? Stdin { get; set; }
    [JsonPropertyName("stdinOnce")] public bool? StdinOnce { get; set; }
    [JsonPropertyName("terminationMessagePath")] public string TerminationMessagePath { get; set; }
    [JsonPropertyName("terminationMessagePolicy")] public string TerminationMessagePolicy { get; set; }
    [JsonPropertyName("tty")] public bool? Tty { get; set; }
    [JsonPropertyName("volumeDevices")] public IList<V1VolumeDevice> VolumeDevices { get; set; }
    [JsonPropertyName("volumeMounts")] public IList<V1VolumeMount> VolumeMounts { get; set; }
    [JsonPropertyName("workingDir")] public string WorkingDir { get; set; }
}

/// <summary>A port a container listens on.</summary>
public record V1ContainerPort
{
    [JsonPropertyName("containerPort")] public int ContainerPort { get; set; }
    [JsonPropertyName("hostIP")] public string HostIP { get; set; }
    [JsonPropertyName("hostPort")] public int? HostPort { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("protocol")] public string Protocol { get; set; }
}

/// <summary>A block device in a container.</summary>
public record V1VolumeDevice
{
    [JsonPropertyName("devicePath")] public string DevicePath { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
}

/// <summary>A volume in the file tree of a container.</summary>
public record V1VolumeMount
{
    [JsonPropertyName("mountPath")] public string MountPath { get; set; }
    [JsonPropertyName("mountPropagation")] public string MountPropagation { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("subPath")] public string SubPath { get; set; }
    [JsonPropertyName("subPathExpr")] public string SubPathExpr { get; set; }
}

/// <summary>What a container asks for, and the most it may take.</summary>
public record V1ResourceRequirements
{
    [JsonPropertyName("limits")] public IDictionary<string, ResourceQuantity> Limits { get; set; }
    [JsonPropertyName("requests")] public IDictionary<string, ResourceQuantity> Requests { get; set; }
}
