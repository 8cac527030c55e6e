using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>Something a job must be told.</summary>
/// <param name="Id">The job.</param>
/// <param name="Ref">Its Kubernetes Job.</param>
/// <param name="Command">What to tell.</param>
/// <param name="Pods">What its pods have told so far.</param>
/// <param name="Ended">The Kubernetes Job, slim, where the command tells its outcome.</param>
/// <param name="Unsure">
/// It is gone from the watch, and was not seen going: perhaps it only lost the label that the watch selects by.
/// </param>
internal sealed record Sighting(
    string Id, JobRef Ref, JobCommand Command, PodSight Pods, V1Job? Ended = null, bool Unsure = false)
{
    /// <summary>
    /// The Job has ended, and its pods may have more to tell than was seen: the two watches run side by side, and the one on
    /// pods may be behind. A failure is always worth a second look, for its reason.
    /// </summary>
    public bool MayLackPods => Command is JobCommand.ObserveSucceeded { Pod: null } or JobCommand.ObserveFailed;
}
