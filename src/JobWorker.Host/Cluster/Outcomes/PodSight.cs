using JobWorker.Core.Jobs;
using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>
/// What the pods of a Job tell: whether a container ran, how the last one failed, what keeps one from starting.
/// </summary>
/// <param name="Ran">The first pod seen in which a container runs or ran; none before.</param>
/// <param name="Failure">The failure that ended last; none before.</param>
/// <param name="Trouble">What keeps the pod seen last from starting; none while nothing does.</param>
internal sealed record PodSight(PodRef? Ran, ContainerFailure? Failure, PodTrouble? Trouble)
{
    /// <summary>Nothing seen yet.</summary>
    public static readonly PodSight None = new(null, null, null);

    /// <summary>What is known after one more look at a pod.</summary>
    /// <param name="pod">As it is now.</param>
    /// <param name="deleted">It is gone, or going.</param>
    /// <param name="inOrder">
    /// Pods come in the order of their changes. Times are whole seconds, so a retry may fail in the second of the pod before;
    /// then the one seen later failed later, unless the order is that of a list.
    /// </param>
    public PodSight See(V1Pod pod, bool deleted = false, bool inOrder = true)
    {
        var me = RefOf(pod);
        var failure = PodFailures.Of(pod);
        var trouble = deleted ? null : PodTroubles.Of(pod);

        return new PodSight(
            Ran ?? (ContainerStates.HaveRun(pod) ? me : null),
            failure is null || IsOlder(failure, inOrder) ? Failure : failure,
            trouble ?? (Trouble?.Pod == me ? null : Trouble));
    }

    private bool IsOlder(ContainerFailure failure, bool inOrder) =>
        failure.At < Failure?.At || (!inOrder && failure.At == Failure?.At && failure.Pod != Failure?.Pod);

    /// <summary>Which pod it is.</summary>
    public static PodRef RefOf(V1Pod pod) => new(pod.Metadata.Name, pod.Metadata.Uid);
}

/// <summary>How a pod or one of its containers failed.</summary>
/// <param name="Reason">A word of <see cref="Core.Callbacks.FailureReason"/>.</param>
/// <param name="Message">For people: what happened to whom.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Container">The container's name; none when the pod as a whole failed.</param>
/// <param name="ExitCode">The container's; none when it never ended by itself.</param>
/// <param name="At">When it ended, UTC; none when nobody says.</param>
internal sealed record ContainerFailure(
    string Reason, string Message, string Pod, string? Container = null, int? ExitCode = null, DateTime? At = null);

/// <summary>What keeps a pod from starting.</summary>
/// <param name="Pod">The pod; none when there is not even one.</param>
/// <param name="Reason">A word of <see cref="Core.Callbacks.FailureReason"/>.</param>
/// <param name="Message">For people, with Kubernetes' own words.</param>
/// <param name="Hopeless">Waiting cannot help.</param>
internal sealed record PodTrouble(PodRef? Pod, string Reason, string Message, bool Hopeless = false);
