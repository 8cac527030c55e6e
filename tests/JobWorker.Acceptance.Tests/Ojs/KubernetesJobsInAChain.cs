using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Kubernetes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Ojs;

/// <summary>Steps of a workflow that are Kubernetes Jobs: seen as Jobs, results passed on, outcomes told.</summary>
public abstract class KubernetesJobsInAChain(WorldFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private protected abstract void SkipIfMissing();

    [SkippableFact]
    public async Task Run_one_after_the_other_and_pass_their_results_on()
    {
        SkipIfMissing();
        var id = await StartAsync(Step("true"), Step("""test -n "$OJS_JOB_ID" """), Step("""test -n "$OJS_PARENT_RESULTS" """));

        var workflow = await EndedAsync(id);

        Assert.Equal("completed", (string?)workflow["state"]);
        Assert.Equal(3, (int)workflow["steps_completed"]!);
        var steps = workflow["steps"]!.AsArray();
        foreach (var step in steps)
        {
            var result = step!["result"]!;
            var job = await fixture.World.Api.JobAsync((string)result["message_id"]!);
            Assert.Equal("succeeded", job!.State);
            Assert.Equal(job.JobName, (string?)result["job_name"]);
        }

        Assert.Equal(3, steps.Select(step => (string?)step!["result"]!["job_name"]).Distinct().Count());
        var last = await JobAsync((string)steps[2]!["job_id"]!);
        Assert.Equal(
            steps.Take(2).Select(step => (string?)step!["result"]!["job_name"]),
            last["parent_results"]!.AsArray().Select(result => (string?)result!["job_name"]));
    }

    /// <summary>Without a collector the container is told of the producer's own span.</summary>
    [SkippableFact]
    public async Task Run_in_the_trace_that_their_meta_names()
    {
        SkipIfMissing();
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var step = Step($"""test "$TRACEPARENT $TRACESTATE" = "{Parent} vendor=1" """);
        step["meta"] = new JsonObject { ["traceparent"] = Parent, ["tracestate"] = "vendor=1" };

        var workflow = await EndedAsync(await StartAsync(step));

        Assert.Equal("completed", (string?)workflow["state"]);
    }

    [SkippableFact]
    public async Task Fail_the_chain_with_the_true_reason()
    {
        SkipIfMissing();
        var id = await StartAsync(Step("exit 7"), Step("true"));

        var workflow = await EndedAsync(id);

        Assert.Equal("failed", (string?)workflow["state"]);
        var steps = workflow["steps"]!.AsArray();
        Assert.Equal("skipped", (string?)steps[1]!["state"]);
        var job = await JobAsync((string)steps[0]!["job_id"]!);
        Assert.Equal("discarded", (string?)job["state"]);
        Assert.Equal("ExitCode", (string?)job["error"]!["type"]);
        Assert.Equal(7, (int)job["error"]!["details"]!["exit_code"]!);
    }

    [SkippableFact]
    public async Task End_their_Kubernetes_Job_when_they_are_cancelled()
    {
        SkipIfMissing();
        var id = await StartAsync(Step("sleep 600"));
        var step = (await WorkflowAsync(id))["steps"]![0]!;
        var message = $"ojs-{(string)step["job_id"]!}-1";
        await fixture.World.WaitAsync("the pod to run", Patience, async () =>
            await fixture.World.Api.JobAsync(message) is { State: "running" } ? fixture : null);

        using var http = new HttpClient();
        using var answer = await http.DeleteAsync(Url($"workflows/{id}"));

        Assert.True(answer.IsSuccessStatusCode);
        await fixture.World.WaitAsync("the job to be aborted", Patience, async () =>
            await fixture.World.Api.JobAsync(message) is { State: "aborted" } ? fixture : null);
    }

    /// <summary>The first makes a message that is refused; the second one that is none, though its arguments are within bounds.</summary>
    [SkippableTheory]
    [InlineData(300 * 1024)]
    [InlineData(1024 * 1024)]
    public async Task Are_given_up_at_once_where_they_are_too_large_to_be_messages(int size)
    {
        SkipIfMissing();
        var without = Step("")["args"]!.ToJsonString().Length;
        var id = await StartAsync(Step(new string('x', size - without)));

        var job = await JobAsync((string)(await EndedAsync(id))["steps"]![0]!["job_id"]!);

        Assert.Equal(("discarded", "Invalid"), ((string?)job["state"], (string?)job["error"]!["type"]));
    }

    [SkippableFact]
    public async Task Are_given_up_at_once_where_their_argument_is_no_message()
    {
        SkipIfMissing();
        var twice = Step("true").ToJsonString().Replace("\"image\"", "\"env\":[],\"ENV\":[],\"image\"", StringComparison.Ordinal);
        var (status, answer) = await fixture.World.Api.PostAsync("/ojs/v1/jobs", twice);
        Assert.True(status == 201, answer);
        var id = (string)JsonNode.Parse(answer)!["job"]!["id"]!;

        var job = await fixture.World.WaitAsync("the job to be given up", Patience, async () =>
            await JobAsync(id) is var now && (string?)now["state"] == "discarded" ? now : null);

        Assert.Equal("Invalid", (string?)job["error"]!["type"]);
        Assert.Contains("a name twice", (string?)job["error"]!["message"], StringComparison.Ordinal);
    }

    private static JsonObject Step(string script) => new()
    {
        ["type"] = "kubernetes.job",
        ["args"] = new JsonArray(JobMessages.Shell("unused", script)["job"]!.DeepClone()),
        ["options"] = new JsonObject { ["queue"] = "cluster", ["retry"] = new JsonObject { ["max_attempts"] = 1 } },
    };

    private async Task<string> StartAsync(params JsonObject[] steps)
    {
        var body = new JsonObject { ["type"] = "chain", ["name"] = "test", ["steps"] = new JsonArray([.. steps]) };
        var (status, answer) = await fixture.World.Api.PostAsync("/ojs/v1/workflows", body.ToJsonString());
        Assert.True(status == 201, answer);

        return (string)JsonNode.Parse(answer)!["workflow"]!["id"]!;
    }

    private Task<JsonNode> EndedAsync(string id) => fixture.World.WaitAsync("the workflow to end", Patience, async () =>
        await WorkflowAsync(id) is var workflow && (string?)workflow["state"] != "running" ? workflow : null);

    private async Task<JsonNode> WorkflowAsync(string id) => (await GetAsync($"/ojs/v1/workflows/{id}"))["workflow"]!;

    private async Task<JsonNode> JobAsync(string id) => (await GetAsync($"/ojs/v1/jobs/{id}"))["job"]!;

    private async Task<JsonNode> GetAsync(string path)
    {
        var (status, body) = await fixture.World.Api.GetAsync(path);
        Assert.True(status == 200, body);

        return JsonNode.Parse(body)!;
    }

    private Uri Url(string path) => new($"http://127.0.0.1:{fixture.World.Replicas[0].PublicPort}/ojs/v1/{path}");
}

/// <summary>On the development cluster.</summary>
public sealed class OnTheDevelopmentCluster(EmbeddedWorld fixture) : KubernetesJobsInAChain(fixture), IClassFixture<EmbeddedWorld>
{
    private protected override void SkipIfMissing()
    {
    }
}

/// <summary>On a real cluster, with real containers.</summary>
[Collection(OnAKubelet.Name)]
public sealed class OnARealCluster(KubeletNode cluster, KubeletWorld fixture)
    : KubernetesJobsInAChain(fixture), IClassFixture<KubeletWorld>
{
    private protected override void SkipIfMissing() => Skip.IfNot(cluster.Missing is null, cluster.Missing);
}
