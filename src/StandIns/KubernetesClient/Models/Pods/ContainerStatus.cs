using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>What became of one container.</summary>
public record V1ContainerStatus
{
    [JsonPropertyName("containerID")] public string ContainerID { get; set; }
    [JsonPropertyName("image")] public string Image { get; set; }
    [JsonPropertyName("imageID")] public string ImageID { get; set; }
    [JsonPropertyName("lastState")] public V1ContainerState LastState { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("ready")] public bool Ready { get; set; }
    [JsonPropertyName("restartCount")] public int RestartCount { get; set; }
    [JsonPropertyName("started")] public bool? Started { get; set; }
    [JsonPropertyName("state")] public V1ContainerState State { get; set; }
}

/// <summary>Waiting, running or terminated: one of the three is set.</summary>
public record V1ContainerState
{
    [JsonPropertyName("running")] public V1ContainerStateRunning Running { get; set; }
    [JsonPropertyName("terminated")] public V1ContainerStateTerminated Terminated { get; set; }
    [JsonPropertyName("waiting")] public V1ContainerStateWaiting Waiting { get; set; }
}

/// <summary>Runs since.</summary>
public record V1ContainerStateRunning
{
    [JsonPropertyName("startedAt")] public DateTime? StartedAt { get; set; }
}

/// <summary>How a container ended: exit code, reason and times.</summary>
public record V1ContainerStateTerminated
{
    [JsonPropertyName("containerID")] public string ContainerID { get; set; }
    [JsonPropertyName("exitCode")] public int ExitCode { get; set; }
    [JsonPropertyName("finishedAt")] public DateTime? FinishedAt { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("signal")] public int? Signal { get; set; }
    [JsonPropertyName("startedAt")] public DateTime? StartedAt { get; set; }
}

/// <summary>Why a container does not run yet, such as ImagePullBackOff.</summary>
public record V1ContainerStateWaiting
{
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
}
