using JobWorker.Core.Callbacks;
using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>What keeps a pod from starting, read off its conditions and its containers. Pure.</summary>
internal static class PodTroubles
{
    /// <summary>The trouble of <paramref name="pod"/>; none when it has none, has ended or is going.</summary>
    public static PodTrouble? Of(V1Pod pod)
    {
        if (pod.Status is not { Phase: not ("Succeeded" or "Failed") } status || pod.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var waiting = ContainerStates.All(pod).Select(s => OfContainer(pod, s)).FirstOrDefault(trouble => trouble is not null);
        var unplaced = status.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" });

        return waiting ?? (unplaced?.Reason is "Unschedulable" or "SchedulingGated" ? Unplaced(pod, unplaced) : null);
    }

    /// <summary>What a container waits for, by Kubernetes' word; none for words that only say that it is early.</summary>
    public static string? ReasonOf(string? word) => word switch
    {
        "ErrImagePull" or "ImagePullBackOff" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable"
            or "SignatureValidationFailed" => FailureReason.ImagePullBackOff,
        "InvalidImageName" => FailureReason.InvalidImageName,
        "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "StartError" or "ContainerCannotRun"
            or "PreCreateHookError" or "PreStartHookError" or "PostStartHookError" or "CreatePodSandboxError"
            or "ConfigPodSandboxError" or "VerifyNonRootError" => FailureReason.CreateContainerConfigError,
        _ => null,
    };

    private static PodTrouble? OfContainer(V1Pod pod, V1ContainerStatus status)
    {
        if (status.State?.Waiting is not { } waiting)
        {
            return null;
        }

        // A container that is started again and again without ever running is as stuck as one that was never made.
        var end = waiting.Reason == "CrashLoopBackOff" ? status.LastState?.Terminated : null;
        var never = end is not null && ContainerStates.NeverRan(end) ? end : null;

        return ReasonOf(never?.Reason ?? waiting.Reason) is { } reason
            ? new PodTrouble(
                PodSight.RefOf(pod),
                reason,
                Words.Join(
                    $"Container {status.Name} of pod {pod.Metadata.Name} cannot start, {never?.Reason ?? waiting.Reason}",
                    never?.Message ?? waiting.Message),
                Hopeless: waiting.Reason is "InvalidImageName" or "ErrImageNeverPull")
            : null;
    }

    private static PodTrouble Unplaced(V1Pod pod, V1PodCondition condition)
    {
        var volumes = Words.IsAboutVolumes(condition.Message);
        var claims = (pod.Spec?.Volumes ?? []).Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>().ToList();
        var what = volumes && claims.Count > 0 ? $"waits for its volumes ({string.Join(", ", claims)})" : "found no node";

        return new PodTrouble(
            PodSight.RefOf(pod),
            volumes ? FailureReason.VolumeNotReady : FailureReason.Unschedulable,
            Words.Join($"Pod {pod.Metadata.Name} {what}", condition.Message));
    }
}
