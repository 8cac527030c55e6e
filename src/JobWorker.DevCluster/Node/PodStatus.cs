using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Node;

/// <summary>The status of one pod on the node, as it is written to the API.</summary>
internal sealed class PodStatus
{
    private readonly Dictionary<string, (string Status, string Since)> conditions = [];
    private readonly List<ContainerStatus> init;
    private readonly List<ContainerStatus> main;
    private readonly string startTime;

    public PodStatus(JsonObject pod, DateTimeOffset now)
    {
        init = [.. pod.Items("spec", "initContainers").Select(Status)];
        main = [.. pod.Items("spec", "containers").Select(Status)];
        startTime = now.ToTime();
        if (init.Count > 0)
        {
            main.ForEach(container => container.Wait("PodInitializing"));
        }
    }

    public ContainerStatus Container(bool isInit, int index) => isInit ? init[index] : main[index];

    /// <summary>The status object.</summary>
    /// <param name="phase"><c>Succeeded</c> or <c>Failed</c> at the end; none: what the containers say.</param>
    /// <param name="now">UTC.</param>
    public JsonObject ToJson(string? phase, DateTimeOffset now)
    {
        var isReady = phase is null && main.All(container => container.IsRunning);
        phase ??= main.Exists(container => container.WasTried) ? "Running" : "Pending";
        var isInitialized = init.All(container => container.ExitCode == 0);

        return new()
        {
            ["phase"] = phase,
            ["conditions"] = new JsonArray(
                Condition("PodReadyToStartContainers", phase is "Pending" or "Running", now),
                Condition("Initialized", isInitialized, now),
                Condition("Ready", isReady, now, phase == "Succeeded" ? "PodCompleted" : "ContainersNotReady"),
                Condition("ContainersReady", isReady, now, phase == "Succeeded" ? "PodCompleted" : "ContainersNotReady"),
                Condition("PodScheduled", true, now)),
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = "127.0.0.1",
            ["startTime"] = startTime,
            ["qosClass"] = "BestEffort",
            ["initContainerStatuses"] = init.Count == 0 ? null : init.Select(c => (JsonNode)c.ToJson()).ToJson(),
            ["containerStatuses"] = main.Select(c => (JsonNode)c.ToJson()).ToJson(),
        };
    }

    private static ContainerStatus Status(JsonObject container) =>
        new(container.Text("name") ?? "", container.Text("image") ?? "");

    private JsonObject Condition(string type, bool isTrue, DateTimeOffset now, string reason = "")
    {
        var status = isTrue ? "True" : "False";
        if (!conditions.TryGetValue(type, out var known) || known.Status != status)
        {
            known = conditions[type] = (status, now.ToTime());
        }

        var condition = new JsonObject { ["type"] = type, ["status"] = status, ["lastTransitionTime"] = known.Since };
        if (!isTrue && reason.Length > 0)
        {
            condition["reason"] = reason;
        }

        return condition;
    }
}
