using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Tests.Fixture;

/// <summary>Objects that tests create.</summary>
internal static class Manifest
{
    /// <summary>A Job that runs <paramref name="script"/> in a shell.</summary>
    public static JsonObject Job(string name, string script, Action<JsonObject>? spec = null)
    {
        var job = new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = PodSpec(script) } },
        };
        spec?.Invoke(job["spec"]!.AsObject());
        return job;
    }

    /// <summary>A pod with one container, <c>main</c>, that runs <paramref name="script"/> in a shell, once.</summary>
    public static JsonObject Pod(string name, string script, Action<JsonObject>? container = null)
    {
        var spec = PodSpec(script);
        container?.Invoke(spec["containers"]![0]!.AsObject());
        return new() { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = spec };
    }

    public static JsonObject ConfigMap(string name, params (string Key, string Value)[] data) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["data"] = new JsonObject(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };

    public static JsonObject Labelled(string name, params (string Key, string Value)[] labels)
    {
        var map = ConfigMap(name);
        map.Metadata()["labels"] = new JsonObject(labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return map;
    }

    private static JsonObject PodSpec(string script) => new()
    {
        ["restartPolicy"] = "Never",
        ["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = "main",
            ["image"] = "busybox:1.36",
            ["command"] = new JsonArray("sh", "-c", script),
        }),
    };
}

/// <summary>What tests ask of objects.</summary>
internal static class Looks
{
    public static bool Has(this JsonObject obj, string condition) => obj.Condition(condition) is not null;

    public static string? Phase(this JsonObject pod) => pod.Text("status", "phase");

    public static bool HasEnded(this JsonObject pod) => pod.Phase() is "Succeeded" or "Failed";

    public static JsonObject? State(this JsonObject pod, string kind) =>
        pod.Items("status", "containerStatuses").FirstOrDefault().Map("state", kind);
}
