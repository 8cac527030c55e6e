using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Formats.Tables;

/// <summary>A pod's state in the words of <c>kubectl get pods</c>.</summary>
internal static class PodCells
{
    public static string Ready(JsonObject pod)
    {
        var ready = pod.Items("status", "containerStatuses").Count(container => container.Flag("ready") == true);
        return $"{ready}/{pod.Items("spec", "containers").Count()}";
    }

    public static long Restarts(JsonObject pod) =>
        pod.Items("status", "containerStatuses").Sum(c => c.Number("restartCount") ?? 0);

    public static string Status(JsonObject pod)
    {
        if (pod.IsBeingDeleted())
        {
            return "Terminating";
        }

        var phase = pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";
        var init = pod.Items("status", "initContainerStatuses").ToList();
        var done = init.Count(c => c.Number("state", "terminated", "exitCode") == 0);
        if (phase == "Pending" && done < init.Count)
        {
            var trouble = init.Select(ReasonOf)
                .FirstOrDefault(reason => reason is not (null or "Completed" or "PodInitializing" or "ContainerCreating"));
            return $"Init:{trouble ?? $"{done}/{init.Count}"}";
        }

        var reasons = pod.Items("status", "containerStatuses").Select(ReasonOf);
        return reasons.FirstOrDefault(reason => reason is not null) ?? phase;
    }

    private static string? ReasonOf(JsonObject container) =>
        container.Text("state", "waiting", "reason") ?? container.Text("state", "terminated", "reason");
}
