using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>
/// What keeps a Job from starting, where only its events tell: they are best effort, so they are asked last. Pure.
/// </summary>
internal static class EventTroubles
{
    /// <summary>What the newest telling warning says about the object <paramref name="uid"/>; none when none does.</summary>
    /// <param name="events">Events of the namespace, in any order.</param>
    /// <param name="uid">Names are used again, UIDs are not.</param>
    /// <param name="pod">The pod the events are about; none when they are about the Job.</param>
    public static PodTrouble? Of(IEnumerable<Corev1Event> events, string uid, PodRef? pod) => events
        .Where(e => e.InvolvedObject?.Uid == uid && e.Type != "Normal")
        .OrderByDescending(TimeOf)
        .Select(e => (Event: e, Reason: ReasonOf(e)))
        .Where(x => x.Reason is not null)
        .Select(x => new PodTrouble(
            pod,
            x.Reason!,
            Words.Join(
                pod is null ? "No pod could be created" : $"Pod {pod.Name} cannot start, {x.Event.Reason}", x.Event.Message)))
        .FirstOrDefault();

    private static string? ReasonOf(Corev1Event e) => e.Reason switch
    {
        "FailedCreate" => Words.Refusal(e.Message ?? "") ?? FailureReason.Unknown,
        "FailedMount" or "FailedAttachVolume" or "FailedMapVolume" or "FailedBinding" or "ProvisioningFailed" =>
            FailureReason.VolumeNotReady,
        "FailedScheduling" => Words.IsAboutVolumes(e.Message) ? FailureReason.VolumeNotReady : FailureReason.Unschedulable,
        "FailedCreatePodSandBox" or "FailedCreatePodContainer" => FailureReason.CreateContainerConfigError,
        "InspectFailed" or "ErrImageNeverPull" => FailureReason.ImagePullBackOff,
        "Failed" when e.Message?.Contains("pull", StringComparison.OrdinalIgnoreCase) == true => FailureReason.ImagePullBackOff,
        _ => PodTroubles.ReasonOf(e.Reason),
    };

    private static DateTime? TimeOf(Corev1Event e) =>
        e.Series?.LastObservedTime ?? e.LastTimestamp ?? e.EventTime ?? e.FirstTimestamp ?? e.Metadata?.CreationTimestamp;
}
