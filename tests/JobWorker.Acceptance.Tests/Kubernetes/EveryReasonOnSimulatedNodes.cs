using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>The reasons the control plane gives.</summary>
[Collection(OnSimulatedNodes.Name)]
public sealed class EveryReasonOnSimulatedNodes(SimulatedNodes fixture, SimulatedWorld world)
    : FailureTest(fixture, world), IClassFixture<SimulatedWorld>
{
    [SkippableFact]
    public async Task Unschedulable_where_no_node_is_as_wanted()
    {
        await SubmitAsync("true", job => job["nodeSelector"] = new JsonObject { ["disk"] = "golden" });
        var error = await EndsAsync(99, "A105", "Unschedulable", Requested, Created, Stuck, Aborted, Removed);

        Assert.Contains("0/2 nodes are available", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task VolumeNotReady_where_there_is_no_such_claim()
    {
        await SubmitAsync("true", job =>
            job["volumes"] = new JsonArray(new JsonObject { ["mountPath"] = "/data", ["pvc"] = "absent" }));
        var error = await EndsAsync(99, "A105", "VolumeNotReady", Requested, Created, Stuck, Aborted, Removed);

        Assert.Contains("waits for its volumes (absent)", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task QuotaExceeded_where_no_pod_may_be_made()
    {
        await LimitAsync("pods");
        await SubmitAsync("true");
        var error = await EndsAsync(99, "A105", "QuotaExceeded", Requested, Created, Stuck, Aborted, Removed);

        Assert.Contains("exceeded quota: none", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task QuotaExceeded_only_puts_off_a_Job_that_may_not_be_made_yet()
    {
        await LimitAsync("count/jobs.batch");
        await SubmitAsync("true");
        await World.JobAsync(Id, "to be put off", j => j.Events.Contains("JobCreateDeferred"));
        await Cluster.Api.DeleteAsync($"/api/v1/namespaces/{Namespace}/resourcequotas/none");

        var told = await World.ToldAsync(Id, status: 2);
        Assert.Equal([0, 1, 2], told.Once().Select(d => d.Status));
    }

    [SkippableFact]
    public async Task AdmissionDenied_by_a_webhook_in_its_own_words()
    {
        Skip.If(fixture.Missing is not null, fixture.Missing);
        await using var webhook = await AdmissionWebhook.StartAsync(Cluster.Api, Namespace, "no Jobs on Sundays");
        await SubmitAsync("true");
        var error = await EndsAsync(99, "A103", "AdmissionDenied", Requested, Aborted);

        Assert.Contains("no Jobs on Sundays", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task JobDeleted_when_somebody_deletes_it()
    {
        await SubmitAsync("true", job => job["annotations"] = Annotations(("nodesim/run-seconds", "600")));
        await Cluster.Api.DeleteAsync($"{Jobs}/{await RunsAsync()}?propagationPolicy=Background");

        await EndsAsync(99, "A106", "JobDeleted", Requested, Created, Started, Aborted);
    }

    [SkippableFact]
    public async Task BackoffLimitExceeded_when_the_pod_is_gone_before_anybody_has_looked()
    {
        await SubmitAsync("true", job =>
            job["annotations"] = Annotations(("nodesim/run-seconds", "2"), ("nodesim/exit-code", "1")));
        var name = await RunsAsync();
        await World.Worker!.KillAsync();
        await World.WaitAsync("the Job to fail", TimeSpan.FromSeconds(20), async () =>
            (await Cluster.Api.GetAsync($"{Jobs}/{name}")).Body["status"]?["failed"]);
        await Cluster.Api.DeleteAsync(Pods);
        World.StartWorker();

        await EndsAsync(3, "A108", "BackoffLimitExceeded", Requested, Created, Started, Failed);
    }

    /// <summary>As the controllers of 1.26 and later do it; those of 1.20 fail no pod of a lost node.</summary>
    [SkippableFact]
    public async Task NodeLost_when_the_controllers_give_the_pod_up()
    {
        await SubmitAsync("true", job => job["annotations"] = Annotations(("nodesim/run-seconds", "600")));
        await RunsAsync();
        var pod = (await PodsAsync())[0].Name;
        var (status, _) = await Cluster.Api.PatchAsync($"{Pods}/{pod}/status", """
            {"status": {"phase": "Failed", "conditions": [{
              "type": "DisruptionTarget", "status": "True",
              "reason": "DeletionByPodGC", "message": "PodGC: node no longer exists"}]}}
            """);
        Assert.Equal(200, status);

        await EndsAsync(3, "A108", "NodeLost", Requested, Created, Started, Failed);
    }

    [SkippableFact]
    public async Task A_lost_node_is_no_failure_where_the_Job_goes_on_elsewhere()
    {
        await SubmitAsync("true", job => job["annotations"] = Annotations(("nodesim/run-seconds", "6")));
        await RunsAsync();
        var node = (await PodsAsync())[0].Node;
        await LoseAsync(node, "true");
        try
        {
            await World.WaitAsync("a pod elsewhere", TimeSpan.FromSeconds(60), async () =>
                (await PodsAsync()).FirstOrDefault(pod => pod.Node is not null && pod.Node != node).Name);
            var told = await World.ToldAsync(Id, status: 2);

            Assert.Equal([0, 1, 2], told.Once().Select(d => d.Status));
            Assert.Contains(
                "Two copies may have run", (await World.FinishedAsync(Id)).Json.GetProperty("timeline").ToString(), StringComparison.Ordinal);
        }
        finally
        {
            await LoseAsync(node, "false");
        }
    }

    private async Task<IReadOnlyList<(string? Name, string? Node)>> PodsAsync() =>
    [
        .. (await Cluster.Api.ItemsAsync(Pods))
            .Select(pod => ((string?)pod["metadata"]!["name"], (string?)pod["spec"]!["nodeName"])),
    ];

    private async Task LoseAsync(string? node, string lost) => Assert.Equal(200, (await Cluster.Api.PatchAsync(
        $"/api/v1/nodes/{node}", $$$$"""{"metadata":{"annotations":{"nodesim/lost":"{{{{lost}}}}"}}}""")).Status);

    /// <summary>A quota holds once the controller has counted what there is.</summary>
    private async Task LimitAsync(string what)
    {
        var quotas = $"/api/v1/namespaces/{Namespace}/resourcequotas";
        await Cluster.Api.CreateAsync(quotas, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "none" },
            ["spec"] = new JsonObject { ["hard"] = new JsonObject { [what] = "0" } },
        });
        await World.WaitAsync("the quota to be counted", TimeSpan.FromSeconds(40), async () =>
            (await Cluster.Api.GetAsync($"{quotas}/none")).Body["status"]?["used"]?[what] is not null ? World : null);
    }
}
