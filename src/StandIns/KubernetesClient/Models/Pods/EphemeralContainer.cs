using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A container added to a running pod to look into it.</summary>
public record V1EphemeralContainer
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
    [JsonPropertyName("targetContainerName")] public string TargetContainerName { get; set; }
    [JsonPropertyName("terminationMessagePath")] public string TerminationMessagePath { get; set; }
    [JsonPropertyName("terminationMessagePolicy")] public string TerminationMessagePolicy { get; set; }
    [JsonPropertyName("tty")] public bool? Tty { get; set; }
    [JsonPropertyName("volumeDevices")] public IList<V1VolumeDevice> VolumeDevices { get; set; }
    [JsonPropertyName("volumeMounts")] public IList<V1VolumeMount> VolumeMounts { get; set; }
    [JsonPropertyName("workingDir")] public string WorkingDir { get; set; }
}
