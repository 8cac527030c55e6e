using System.Globalization;
using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>Statements about the API, each in a namespace of its own. They see nothing but HTTP.</summary>
public abstract class Statements(ClusterUnderTest cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal ClusterUnderTest Cluster
    {
        get
        {
            Skip.If(cluster.Missing is not null, cluster.Missing);
            return cluster;
        }
    }

    internal KubernetesApi Api => Cluster.Api;

    protected string Namespace { get; private set; } = "";

    protected string Jobs => $"/apis/batch/v1/namespaces/{Namespace}/jobs";

    protected string Pods => $"/api/v1/namespaces/{Namespace}/pods";

    protected string Maps => $"/api/v1/namespaces/{Namespace}/configmaps";

    public async Task InitializeAsync() => Namespace = cluster.Missing is null ? await cluster.NewNamespaceAsync() : "";

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>
    /// A Job whose pod does as it is told: on one cluster its command does, on the other its annotations say what to tell.
    /// </summary>
    protected static JsonObject Job(
        string name, double seconds = 0, int exitCode = 0, string log = "", Action<JsonObject>? spec = null, string? waits = null)
    {
        var time = seconds.ToString(CultureInfo.InvariantCulture);
        var annotations = new JsonObject
        {
            ["nodesim/run-seconds"] = time,
            ["nodesim/exit-code"] = exitCode.ToString(CultureInfo.InvariantCulture),
            ["nodesim/log"] = log,
        };
        if (waits is not null)
        {
            (annotations["nodesim/wait-reason"], annotations["devcluster/wait-reason"]) = (waits, waits);
        }

        var job = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["backoffLimit"] = 0,
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["annotations"] = annotations },
                    ["spec"] = new JsonObject
                    {
                        ["restartPolicy"] = "Never",
                        ["containers"] = new JsonArray(new JsonObject
                        {
                            ["name"] = "main",
                            ["image"] = "busybox",
                            ["command"] = new JsonArray("sh", "-c", $"printf '{log}'; sleep {time}; exit {exitCode}"),
                        }),
                    },
                },
            },
        };
        spec?.Invoke(job["spec"]!.AsObject());

        return job;
    }

    protected async Task<JsonNode> CreateJobAsync(JsonObject job) => await Api.CreateAsync(Jobs, job);

    /// <summary>Creates ConfigMaps <c>map-0</c>, <c>map-1</c> …, labelled with their number.</summary>
    protected async Task CreateMapsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            await Api.CreateAsync(Maps, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = $"map-{number}", ["labels"] = new JsonObject { ["n"] = number } },
            });
        }
    }

    /// <summary>The object at a path, as soon as <paramref name="when"/> holds.</summary>
    protected Task<JsonNode> UntilAsync(string path, string what, Func<JsonNode, bool> when) =>
        Until.IsAsync($"{path} to be {what}", Patience, async () =>
            await Api.GetAsync(path) is (200, var body) && when(body) ? body : null);

    /// <summary>Returns when there is nothing at a path any more.</summary>
    protected Task GoneAsync(string path) => Until.IsAsync($"{path} to be gone", Patience, async () =>
        (await Api.GetAsync(path)).Status == 404 ? Api : null);

    /// <summary>The one pod of a Job, as soon as <paramref name="when"/> holds.</summary>
    protected Task<JsonNode> PodAsync(string job, string what, Func<JsonNode, bool> when) =>
        Until.IsAsync($"the pod of {job} to be {what}", Patience, async () =>
            await Api.ItemsAsync($"{Pods}?labelSelector=job-name={job}") is [var pod] && when(pod) ? pod : null);

    /// <summary>Watches a collection; <paramref name="query"/> begins with nothing or <c>&amp;</c>.</summary>
    protected Task<WatchStream> WatchAsync(string collection, string query = "") =>
        WatchStream.OpenAsync(Api, $"{collection}?watch=true{query}");

    /// <summary>Whether a condition holds.</summary>
    protected static JsonNode? Condition(JsonNode job, string type) =>
        job["status"]?["conditions"]?.AsArray()
            .SingleOrDefault(c => (string?)c!["type"] == type && (string?)c["status"] == "True");

    protected static string Name(JsonNode obj) => (string)obj["metadata"]!["name"]!;

    protected static string Version(JsonNode obj) => (string)obj["metadata"]!["resourceVersion"]!;

    /// <summary>Asserts that the answer is a refusal in Kubernetes' form.</summary>
    protected static void AssertStatus(int code, string reason, (int Status, JsonNode Body) answer)
    {
        Assert.Equal(
            (code, "Status", "Failure", reason, code),
            (answer.Status, (string?)answer.Body["kind"], (string?)answer.Body["status"], (string?)answer.Body["reason"],
                (int?)answer.Body["code"]));
        Assert.False(string.IsNullOrEmpty((string?)answer.Body["message"]));
    }
}
