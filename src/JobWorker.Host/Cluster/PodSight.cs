using JobWorker.Core.Jobs;
using k8s.Models;

namespace JobWorker.Host.Cluster;

/// <summary>What the pods of a Job tell: whether a container ran, and how the last one failed.</summary>
/// <param name="Ran">The first pod seen in which a container runs or ran; none before.</param>
/// <param name="Failure">The last failed container seen; none before.</param>
internal sealed record PodSight(PodRef? Ran, ContainerFailure? Failure)
{
    /// <summary>Nothing seen yet.</summary>
    public static readonly PodSight None = new(null, null);

    /// <summary>What is known after one more look at a pod.</summary>
    public PodSight See(V1Pod pod)
    {
        var statuses = pod.Status?.ContainerStatuses ?? [];
        var ran = statuses.Any(s => s.State?.Running is not null || s.State?.Terminated?.StartedAt is not null);
        var failed = statuses.FirstOrDefault(s => s.State?.Terminated is { ExitCode: not 0 });
        var reason = pod.Status?.Reason;

        return new PodSight(
            Ran ?? (ran ? new PodRef(pod.Metadata.Name, pod.Metadata.Uid) : null),
            failed is not null || pod.Status is { Phase: "Failed" } && reason is not null
                ? new ContainerFailure(
                    pod.Metadata.Name, failed?.Name, failed?.State.Terminated.ExitCode, reason ?? failed?.State.Terminated.Reason)
                : Failure);
    }
}

/// <summary>How a container ended.</summary>
/// <param name="Pod">The pod's name.</param>
/// <param name="Container">The container's name; none when the pod as a whole failed.</param>
/// <param name="ExitCode">Not 0; none when the container never ended by itself.</param>
/// <param name="Reason">Kubernetes' word for it, such as <c>OOMKilled</c>, <c>Error</c> or <c>Evicted</c>.</param>
internal sealed record ContainerFailure(string Pod, string? Container, int? ExitCode, string? Reason);
