using JobWorker.Core.Manifests;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster;

/// <summary>Kubernetes objects as the API server sends them.</summary>
internal static class Kube
{
    public static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public static V1Job Job(string? condition = null, string? reason = null, bool deleting = false, string uid = "uid-1", string? id = "job-1") => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "bb-1",
            NamespaceProperty = "default",
            Uid = uid,
            Annotations = id is null ? null : new Dictionary<string, string> { [JobAnnotations.Id] = id },
            DeletionTimestamp = deleting ? Noon : null,
        },
        Status = new V1JobStatus
        {
            StartTime = Noon,
            CompletionTime = condition == "Complete" ? Noon.AddSeconds(120) : null,
            Conditions = condition is null
                ? null
                : [new V1JobCondition { Type = condition, Status = "True", Reason = reason, Message = "said Kubernetes", LastTransitionTime = Noon }],
        },
    };

    public static V1Pod Pod(
        bool running = false, int? exitCode = null, string? reason = null, string? podReason = null, string owner = "uid-1", string name = "pod-1")
    {
        var state = exitCode is { } code
            ? new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = code, Reason = reason, StartedAt = Noon } }
            : running ? new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Noon } }
            : new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ContainerCreating" } };

        return new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = "default",
                Uid = $"{name}-uid",
                OwnerReferences = [new V1OwnerReference { Kind = "Job", Name = "bb-1", Uid = owner, ApiVersion = "batch/v1" }],
            },
            Status = new V1PodStatus
            {
                Phase = podReason is null ? "Running" : "Failed",
                Reason = podReason,
                ContainerStatuses = [new V1ContainerStatus { Name = "svc", State = state }],
            },
        };
    }
}
