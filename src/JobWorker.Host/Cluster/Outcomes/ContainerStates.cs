using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>Reads container statuses. Pure.</summary>
internal static class ContainerStates
{
    /// <summary>Kubernetes' words for a container that was made but whose process never ran.</summary>
    public static bool NeverRan(V1ContainerStateTerminated end) =>
        end.Reason is "StartError" or "ContainerCannotRun" or "RunContainerError" or "CreateContainerError";

    /// <summary>Whether a container of the pod, init containers apart, runs or ran.</summary>
    public static bool HaveRun(V1Pod pod) =>
        pod.Status?.Phase == "Succeeded" || (pod.Status?.ContainerStatuses ?? []).Any(HasRun);

    /// <summary>Whether, for all that is known, a container of the pod runs now.</summary>
    public static bool MayRun(V1Pod pod) =>
        pod.Status is { Phase: not ("Succeeded" or "Failed") } status
        && (status.ContainerStatuses ?? []).Any(s => s.State?.Running is not null);

    /// <summary>Whether the pod is on its way: an init container runs.</summary>
    public static bool Prepare(V1Pod pod) =>
        pod.Metadata?.DeletionTimestamp is null
        && (pod.Status?.InitContainerStatuses ?? []).Any(s => s.State?.Running is not null);

    /// <summary>All containers, the ones that start first in front.</summary>
    public static IEnumerable<V1ContainerStatus> All(V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    /// <summary>How the container ended, or, while it waits to be started again, ended last; none when it never did.</summary>
    public static V1ContainerStateTerminated? EndOf(V1ContainerStatus status) =>
        status.State?.Terminated ?? (status.State?.Running is null ? status.LastState?.Terminated : null);

    private static bool HasRun(V1ContainerStatus status) =>
        status.State?.Running is not null
        || IsRun(status.State?.Terminated)
        || IsRun(status.LastState?.Terminated);

    private static bool IsRun(V1ContainerStateTerminated? end) => end is { StartedAt: not null } && !NeverRan(end);
}
