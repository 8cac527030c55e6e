using JobWorker.Core.Callbacks;
using k8s.Models;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>How a pod failed, read off its conditions, its status and its containers. Pure.</summary>
/// <remarks>
/// What was done to the pod as a whole wins over what its containers made of it: an evicted one ends with some exit code
/// too.
/// </remarks>
internal static class PodFailures
{
    /// <summary>The failure of <paramref name="pod"/>; none while it has not failed.</summary>
    public static ContainerFailure? Of(V1Pod pod)
    {
        if (pod.Status is not { } status || status.Phase == "Succeeded")
        {
            return null;
        }

        var culprit = Culprit(pod);
        var end = culprit is null ? null : ContainerStates.EndOf(culprit);
        if (WholePod(status, killed: end is not null) is { } whole)
        {
            return new ContainerFailure(
                whole.Reason, Words.Join($"Pod {pod.Metadata.Name} {whole.What}", whole.Said), pod.Metadata.Name, culprit?.Name,
                end is null || ContainerStates.NeverRan(end) ? null : end.ExitCode, TimeOf(pod, end));
        }

        return culprit is null ? null : Container(pod, culprit.Name, end!);
    }

    /// <summary>The one that failed first takes the others down; out of memory explains the rest.</summary>
    private static V1ContainerStatus? Culprit(V1Pod pod) => ContainerStates.All(pod)
        .Where(s => ContainerStates.EndOf(s) is { } end && (end.ExitCode != 0 || end.Reason == FailureReason.OOMKilled))
        .OrderBy(s => ContainerStates.EndOf(s)!.Reason == FailureReason.OOMKilled ? 0 : 1)
        .ThenBy(s => ContainerStates.EndOf(s)!.FinishedAt)
        .FirstOrDefault();

    private static (string Reason, string What, string? Said)? WholePod(V1PodStatus status, bool killed)
    {
        var said = Whole.Of(status.Reason);
        var disruption = status.Conditions?.FirstOrDefault(c => c.Type == "DisruptionTarget" && c.Status == "True");
        var (reason, what) = disruption?.Reason switch
        {
            null => said,
            "PreemptionByScheduler" or "PreemptionByKubeScheduler" => (FailureReason.Preempted, Whole.Preempted),

            // The node could still say how the containers ended, so it was not lost: the taint drove the pod away.
            "DeletionByTaintManager" when killed => (FailureReason.Evicted, Whole.Evicted),
            "DeletionByTaintManager" or "DeletionByPodGC" => (FailureReason.NodeLost, Whole.NodeLost),
            "EvictionByEvictionAPI" => (FailureReason.Evicted, Whole.Evicted),
            _ => said.Reason is null ? (FailureReason.Evicted, Whole.Evicted) : said,
        };

        return reason is null ? null : (reason, what!, status.Message ?? disruption?.Message);
    }

    private static ContainerFailure Container(V1Pod pod, string container, V1ContainerStateTerminated end)
    {
        var name = pod.Metadata.Name;
        var at = TimeOf(pod, end);
        ContainerFailure Failed(string reason, string what, int? exitCode) =>
            new(reason, Words.Join($"Container {container} of pod {name} {what}", end.Message), name, container, exitCode, at);

        return end.Reason switch
        {
            _ when ContainerStates.NeverRan(end) =>
                Failed(FailureReason.CreateContainerConfigError, "could not be started", null),
            FailureReason.OOMKilled =>
                Failed(FailureReason.OOMKilled, $"was killed: out of memory{Limit(pod, container)}", end.ExitCode),
            "ContainerStatusUnknown" => Failed(FailureReason.NodeLost, "was lost from its node's sight", null),
            FailureReason.DeadlineExceeded =>
                Failed(FailureReason.DeadlineExceeded, "ran longer than its deadline", end.ExitCode),
            _ => Failed(FailureReason.ExitCode, $"ended with exit code {end.ExitCode}{Words.Signal(end.ExitCode)}", end.ExitCode),
        };
    }

    private static string Limit(V1Pod pod, string container) =>
        pod.Spec?.Containers?.FirstOrDefault(c => c.Name == container)?.Resources?.Limits is { } limits
            && limits.TryGetValue("memory", out var limit)
            ? $" (limit {limit})"
            : "";

    private static DateTime? TimeOf(V1Pod pod, V1ContainerStateTerminated? end) =>
        end?.FinishedAt ?? end?.StartedAt ?? pod.Metadata.DeletionTimestamp ?? pod.Metadata.CreationTimestamp;

    /// <summary>The words of <c>status.reason</c> of a pod.</summary>
    private static class Whole
    {
        public const string Evicted = "was evicted";
        public const string Preempted = "had to make room for a more important one";
        public const string NodeLost = "was lost with its node";

        public static (string? Reason, string? What) Of(string? reason) => reason switch
        {
            "Evicted" => (FailureReason.Evicted, Evicted),
            "Preempting" or "Preempted" => (FailureReason.Preempted, Preempted),
            "NodeLost" or "NodeShutdown" or "Shutdown" or "Terminated" => (FailureReason.NodeLost, NodeLost),
            "DeadlineExceeded" => (FailureReason.DeadlineExceeded, "was active longer than its deadline"),
            "NodeAffinity" or "UnexpectedAdmissionError" or "NodePorts" or "TopologyAffinityError" or "MatchNodeSelector" =>
                (FailureReason.Unschedulable, "was refused by its node"),
            not null when reason.StartsWith("OutOf", StringComparison.OrdinalIgnoreCase) =>
                (FailureReason.Unschedulable, "was refused by its node"),
            _ => (null, null),
        };
    }
}
