using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>Where a pod is in its life, and its containers with it.</summary>
public record V1PodStatus
{
    [JsonPropertyName("conditions")] public IList<V1PodCondition> Conditions { get; set; }
    [JsonPropertyName("containerStatuses")] public IList<V1ContainerStatus> ContainerStatuses { get; set; }
    [JsonPropertyName("ephemeralContainerStatuses")] public IList<V1ContainerStatus> EphemeralContainerStatuses { get; set; }
    [JsonPropertyName("hostIP")] public string HostIP { get; set; }
    [JsonPropertyName("initContainerStatuses")] public IList<V1ContainerStatus> InitContainerStatuses { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("nominatedNodeName")] public string NominatedNodeName { get; set; }
    [JsonPropertyName("phase")] public string Phase { get; set; }
    [JsonPropertyName("podIP")] public string PodIP { get; set; }
    [JsonPropertyName("podIPs")] public IList<V1PodIP> PodIPs { get; set; }
    [JsonPropertyName("qosClass")] public string QosClass { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("startTime")] public DateTime? StartTime { get; set; }
}

/// <summary>One fact about a pod, such as PodScheduled or Ready.</summary>
public record V1PodCondition
{
    [JsonPropertyName("lastProbeTime")] public DateTime? LastProbeTime { get; set; }
    [JsonPropertyName("lastTransitionTime")] public DateTime? LastTransitionTime { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

/// <summary>One address of a pod.</summary>
public record V1PodIP
{
    [JsonPropertyName("ip")] public string Ip { get; set; }
}
