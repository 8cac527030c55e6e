using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>A job in a namespace of its own, and what journal, callback and timeline must say of its failure.</summary>
public abstract class FailureTest(ClusterFixture fixture, WorldFixture world) : IAsyncLifetime
{
    internal const string Requested = "JobRequested";
    internal const string Created = "JobCreated";
    internal const string Started = "PodStarted";
    internal const string Stuck = "PodStuck";
    internal const string Failed = "JobFailed";
    internal const string Aborted = "JobAborted";
    internal const string Removed = "JobRemoved";

    internal RealCluster Cluster => fixture.Cluster;

    internal World World => world.World;

    protected string Id { get; } = JobMessages.NewId();

    protected string Namespace { get; private set; } = "";

    protected string Jobs => $"/apis/batch/v1/namespaces/{Namespace}/jobs";

    protected string Pods => $"/api/v1/namespaces/{Namespace}/pods";

    public async Task InitializeAsync() =>
        Namespace = fixture.Missing is null ? await Cluster.NewNamespaceAsync() : Namespace;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Sends the message.</summary>
    protected async Task SubmitAsync(string script, Action<JsonObject>? change = null)
    {
        Skip.If(fixture.Missing is not null, fixture.Missing);
        var message = JobMessages.Shell(Id, script, Receiver.Url(World.ReceiverPort), job =>
        {
            job["namespace"] = Namespace;
            change?.Invoke(job);
        });
        Assert.Equal(202, await World.Api.SubmitAsync(message.Bytes()));
    }

    /// <summary>The name of the Job, once its container runs.</summary>
    protected async Task<string> RunsAsync() => (await World.JobAsync(Id, "to run", j => j.State == "running")).JobName!;

    /// <summary>Waits for the end: its last callback, the events of its life in order, and the journal's last word.</summary>
    /// <returns>The error as the client is told it.</returns>
    protected async Task<JsonElement> EndsAsync(int status, string code, string reason, params string[] life)
    {
        var told = await World.ToldAsync(Id, status);
        var job = await World.JobAsync(Id, "to be over", j => j.IsOver && j.Events.Contains(life[^1]));
        var error = told[^1].Detail.GetProperty("error");
        var (created, started) = (life.Contains(Created), life.Contains(Started));
        int[] statuses = started ? [0, 1, status] : created ? [0, status] : [status];

        Assert.Equal(statuses, told.Once().Select(d => d.Status));
        Assert.All(told, d => Assert.True(d.Signed));
        Assert.Equal((code, reason), (Text(error, "errorCode"), Text(error, "reason")));
        Assert.Equal(life, job.Events.Where(e => !e.StartsWith("Callback", StringComparison.Ordinal)));
        Assert.Equal(status == 3 ? "failed" : "aborted", job.State);
        Assert.Equal((code, reason), await KeptAsync());

        return error;
    }

    /// <summary>A text of an object; none where it has none of this name.</summary>
    protected static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.ToString() : null;

    protected static JsonObject Annotations(params (string Key, string Value)[] annotations) =>
        new(annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));

    /// <summary>What the journal says of the end.</summary>
    private async Task<(string? Code, string? Reason)> KeptAsync()
    {
        var error = (await World.Api.EventsAsync(Id))
            .Select(recorded => recorded.GetProperty("event"))
            .Single(e => Text(e, "type") is "job.failed.v1" or "job.aborted.v1")
            .GetProperty("error");

        return (Text(error, "errorCode"), Text(error, "reason"));
    }
}
