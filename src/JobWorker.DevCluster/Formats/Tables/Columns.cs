using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Formats.Tables;

/// <summary>The columns of each type.</summary>
internal static class Columns
{
    private static readonly Column Name = new("Name", (obj, _) => obj.Name());

    private static readonly Column Age = new("Age", (obj, now) => Since(obj.Time("metadata", "creationTimestamp"), now));

    private static readonly ImmutableArray<Column> Jobs =
    [
        Name,
        new("Status", (job, _) => StatusOf(job)),
        new("Completions", (job, _) => Completions(job)),
        new("Duration", (job, now) => job.Time("status", "startTime") is { } start
            ? Durations.ToShort((job.Time("status", "completionTime") ?? now) - start) : ""),
        Age,
        new("Containers", (job, _) => Joined(job.Items("spec", "template", "spec", "containers"), "name"), Wide: true),
        new("Images", (job, _) => Joined(job.Items("spec", "template", "spec", "containers"), "image"), Wide: true),
        new("Selector", (job, _) => string.Join(",", job.Map("spec", "selector", "matchLabels")?
            .Select(pair => $"{pair.Key}={pair.Value.Text()}") ?? []), Wide: true),
    ];

    private static readonly ImmutableArray<Column> Pods =
    [
        Name,
        new("Ready", (pod, _) => PodCells.Ready(pod)),
        new("Status", (pod, _) => PodCells.Status(pod)),
        new("Restarts", (pod, _) => $"{PodCells.Restarts(pod)}"),
        Age,
        new("IP", (pod, _) => pod.Text("status", "podIP") ?? "<none>", Wide: true),
        new("Node", (pod, _) => pod.Text("spec", "nodeName") ?? "<none>", Wide: true),
        new("Nominated Node", (_, _) => "<none>", Wide: true),
        new("Readiness Gates", (_, _) => "<none>", Wide: true),
    ];

    private static readonly ImmutableArray<Column> Events =
    [
        new("Last Seen", (e, now) => Since(e.Time("lastTimestamp"), now)),
        new("Type", (e, _) => e.Text("type")),
        new("Reason", (e, _) => e.Text("reason")),
        new("Object", (e, _) =>
            $"{e.Text("involvedObject", "kind")?.ToLowerInvariant()}/{e.Text("involvedObject", "name")}"),
        new("Message", (e, _) => e.Text("message")),
    ];

    private static readonly Column Data = new(
        "Data", (obj, _) => (obj.Map("data")?.Count ?? 0) + (obj.Map("binaryData")?.Count ?? 0), Type: "integer");

    private static readonly ImmutableDictionary<ResourceType, ImmutableArray<Column>> ByType =
        ImmutableDictionary.CreateRange<ResourceType, ImmutableArray<Column>>(
        [
            new(ResourceType.Jobs, Jobs),
            new(ResourceType.Pods, Pods),
            new(ResourceType.Events, Events),
            new(ResourceType.ConfigMaps, [Name, Data, Age]),
            new(ResourceType.Secrets, [Name, new("Type", (obj, _) => obj.Text("type")), Data, Age]),
            new(ResourceType.Namespaces, [Name, new("Status", (obj, _) => obj.Text("status", "phase")), Age]),
            new(ResourceType.Nodes,
            [
                Name,
                new("Status", (_, _) => "Ready"),
                new("Roles", (_, _) => "<none>"),
                Age,
                new("Version", (node, _) => node.Text("status", "nodeInfo", "kubeletVersion")),
            ]),
            new(ResourceType.Leases, [Name, new("Holder", (obj, _) => obj.Text("spec", "holderIdentity")), Age]),
        ]);

    public static ImmutableArray<Column> Of(ResourceType type) => ByType.GetValueOrDefault(type, [Name, Age]);

    private static string StatusOf(JsonObject job) =>
        job.Condition("Complete") is not null ? "Complete"
        : job.Condition("Failed") is not null ? "Failed"
        : job.IsBeingDeleted() ? "Terminating"
        : job.Condition("Suspended") is not null ? "Suspended"
        : job.Condition("FailureTarget") is not null ? "FailureTarget"
        : "Running";

    private static string Completions(JsonObject job)
    {
        var succeeded = job.Number("status", "succeeded") ?? 0;
        var parallelism = job.Number("spec", "parallelism") ?? 1;

        return job.Number("spec", "completions") is { } completions ? $"{succeeded}/{completions}"
            : parallelism > 1 ? $"{succeeded}/1 of {parallelism}"
            : $"{succeeded}/1";
    }

    private static string Joined(IEnumerable<JsonObject> containers, string field) =>
        string.Join(",", containers.Select(container => container.Text(field)));

    private static string Since(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } from ? Durations.ToShort(now - from) : "<unknown>";
}
