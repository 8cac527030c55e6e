using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>What a look at a Job that is late to start shows. Pure.</summary>
internal static class StartLook
{
    /// <summary>The pods of a Job together.</summary>
    public static PodSight Sight(IEnumerable<V1Pod> pods) => pods
        .OrderBy(pod => pod.Metadata.CreationTimestamp)
        .Aggregate(PodSight.None, (sight, pod) => sight.See(pod, pod.Metadata.DeletionTimestamp is not null));

    /// <summary>The pod whose events are worth asking for; none when there is not even one: then ask for the Job's.</summary>
    public static V1Pod? Newest(IEnumerable<V1Pod> pods) => pods
        .Where(pod => pod.Metadata.DeletionTimestamp is null)
        .MaxBy(pod => pod.Metadata.CreationTimestamp);

    /// <summary>
    /// Since when the Job may start, by the API server's clock: its creation, or the moment it was last resumed.
    /// </summary>
    public static DateTime MayStartSince(V1Job job)
    {
        var resumed = job.Status?.Conditions?.FirstOrDefault(c => c is { Type: "Suspended", Status: "False" });
        DateTime?[] times = [job.Metadata.CreationTimestamp, job.Status?.StartTime, resumed?.LastTransitionTime];

        return times.Max() ?? DateTime.MinValue;
    }

    /// <summary>
    /// What to tell the job; none when it is on its way, or kept from it on purpose, so that another look is needed later.
    /// </summary>
    /// <param name="job">As read now.</param>
    /// <param name="pods">Its pods, as read now.</param>
    /// <param name="told">What events tell; asked for only where nothing else does.</param>
    /// <param name="now">UTC.</param>
    public static JobCommand? Of(V1Job job, IReadOnlyList<V1Pod> pods, PodTrouble? told, DateTimeOffset now)
    {
        var sight = Sight(pods);
        var me = JobOutcome.RefOf(job);
        if (JobOutcome.Of(job, sight, now) is { } outcome)
        {
            return outcome;
        }

        if (job.Metadata.DeletionTimestamp is not null)
        {
            return new JobCommand.ObserveVanished(me, now);
        }

        if (sight.Ran is { } ran)
        {
            return new JobCommand.ObserveStarted(me, ran, now);
        }

        if (job.Spec is { Suspend: true } or { Parallelism: 0 } || pods.Any(ContainerStates.Prepare))
        {
            return null;
        }

        var trouble = sight.Trouble ?? told ?? Silent(job, pods);

        return new JobCommand.ObserveOverdue(me, trouble.Pod, trouble.Reason, trouble.Message, trouble.Hopeless, now);
    }

    private static PodTrouble Silent(V1Job job, IReadOnlyList<V1Pod> pods) => Newest(pods) is { } pod
        ? new PodTrouble(
            PodSight.RefOf(pod),
            FailureReason.Unknown,
            $"Pod {pod.Metadata.Name} is {pod.Status?.Phase ?? "Pending"}, and nothing tells why.")
        : new PodTrouble(null, FailureReason.Unknown, $"Job {job.Metadata.Name} has no pod, and nothing tells why.");
}
