using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Pods;

public abstract class RunningAJob(ClusterUnderTest cluster) : Statements(cluster)
{
    [SkippableFact]
    public async Task Walks_from_active_to_complete()
    {
        // Long enough to be seen: a controller whose status update is refused waits before it tries again.
        await CreateJobAsync(Job("good", seconds: 12));
        var active = await UntilAsync($"{Jobs}/good", "active", j => (int?)j["status"]?["active"] == 1);
        var running = await PodAsync("good", "running", p => (string?)p["status"]!["phase"] == "Running");
        var done = await UntilAsync($"{Jobs}/good", "complete", j => Condition(j, "Complete") is not null);
        var pod = await PodAsync("good", "over", p => (string?)p["status"]!["phase"] == "Succeeded");

        Assert.NotNull(active["status"]!["startTime"]);
        Assert.NotNull(State(running)["running"]!["startedAt"]);
        Assert.False(string.IsNullOrEmpty((string?)running["spec"]!["nodeName"]));
        Assert.Equal((1, null), ((int?)done["status"]!["succeeded"], (int?)done["status"]!["active"]));
        Assert.NotNull(done["status"]!["completionTime"]);
        var end = State(pod)["terminated"]!;
        Assert.Equal((0, "Completed"), ((int?)end["exitCode"], (string?)end["reason"]));
        Assert.NotNull(end["finishedAt"]);
    }

    [SkippableFact]
    public async Task Fails_with_BackoffLimitExceeded_and_keeps_the_pod_with_its_exit_code()
    {
        await CreateJobAsync(Job("bad", exitCode: 7));
        var failed = await UntilAsync($"{Jobs}/bad", "failed", j => Condition(j, "Failed") is not null);
        var pod = await PodAsync("bad", "over", p => (string?)p["status"]!["phase"] == "Failed");

        Assert.Equal("BackoffLimitExceeded", (string?)Condition(failed, "Failed")!["reason"]);
        Assert.Equal((1, null), ((int?)failed["status"]!["failed"], (int?)failed["status"]!["succeeded"]));
        Assert.Equal((7, "Error"), ((int?)State(pod)["terminated"]!["exitCode"], (string?)State(pod)["terminated"]!["reason"]));
    }

    [SkippableFact]
    public async Task Tries_again_with_another_pod_as_often_as_it_may()
    {
        await CreateJobAsync(Job("again", exitCode: 1, spec: spec => spec["backoffLimit"] = 1));
        await UntilAsync($"{Jobs}/again", "failed", j => Condition(j, "Failed") is not null);

        Assert.Equal(2, (await Api.ItemsAsync($"{Pods}?labelSelector=job-name=again")).Count);
    }

    [SkippableFact]
    public async Task Fails_with_DeadlineExceeded_and_its_pods_go()
    {
        // Tries that are never needed: without any, a controller whose status update is refused calls its own kill a failed pod.
        await CreateJobAsync(Job("late", seconds: 30, spec: spec => (spec["activeDeadlineSeconds"], spec["backoffLimit"]) = (1, 6)));
        var failed = await UntilAsync($"{Jobs}/late", "failed", j => Condition(j, "Failed") is not null);

        Assert.Equal("DeadlineExceeded", (string?)Condition(failed, "Failed")!["reason"]);
        await Until.IsAsync("its pods to go", TimeSpan.FromSeconds(40), async () =>
            (await Api.ItemsAsync($"{Pods}?labelSelector=job-name=late")).Count == 0 ? Api : null);
    }

    [SkippableFact]
    public async Task Stays_active_while_its_container_waits_and_the_pod_says_why()
    {
        await CreateJobAsync(Job("stuck", waits: "ImagePullBackOff"));
        var pod = await PodAsync("stuck", "waiting", p =>
            (string?)p["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"] == "ImagePullBackOff");
        var job = await UntilAsync($"{Jobs}/stuck", "active", j => (int?)j["status"]?["active"] == 1);

        Assert.Equal("Pending", (string?)pod["status"]!["phase"]);
        Assert.Null(job["status"]!["conditions"]);
    }

    [SkippableFact]
    public async Task Leaves_events_that_can_be_asked_for_by_uid()
    {
        var job = await CreateJobAsync(Job("noted"));
        var uid = (string?)job["metadata"]!["uid"];
        await UntilAsync($"{Jobs}/noted", "complete", j => Condition(j, "Complete") is not null);
        var created = await Until.IsAsync("its events", TimeSpan.FromSeconds(20), async () => (await Api.ItemsAsync(
            $"/api/v1/namespaces/{Namespace}/events?fieldSelector=involvedObject.uid={uid}&limit=100"))
            .FirstOrDefault(e => (string?)e["reason"] == "SuccessfulCreate"));

        Assert.Equal(("Normal", "Job", "noted", uid), (
            (string?)created["type"], (string?)created["involvedObject"]!["kind"], (string?)created["involvedObject"]!["name"],
            (string?)created["involvedObject"]!["uid"]));
        Assert.Contains("Created pod: noted-", (string?)created["message"], StringComparison.Ordinal);
    }

    private static JsonNode State(JsonNode pod) => pod["status"]!["containerStatuses"]![0]!["state"]!;
}

[Collection(Development.Name)]
public sealed class RunningAJobOnTheDevelopmentCluster(DevelopmentCluster cluster) : RunningAJob(cluster);

[Collection(Real.Name)]
public sealed class RunningAJobOnARealCluster(RealKubernetes cluster) : RunningAJob(cluster);
