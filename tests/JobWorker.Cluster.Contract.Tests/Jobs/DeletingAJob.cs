using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Jobs;

public abstract class DeletingAJob(ClusterUnderTest cluster) : Statements(cluster)
{
    private const string Ours = "jobworker.test/ours";

    [SkippableFact]
    public async Task Takes_its_pods_along_in_the_background()
    {
        await RunningAsync("back");
        var (status, body) = await Api.DeleteAsync($"{Jobs}/back", Options("Background"));

        Assert.Equal((200, "Status", "Success"), (status, (string?)body["kind"], (string?)body["status"]));
        AssertStatus(404, "NotFound", await Api.GetAsync($"{Jobs}/back"));
        await NoPodsAsync("back");
    }

    [SkippableFact]
    public async Task Takes_its_pods_along_before_it_goes_in_the_foreground()
    {
        await RunningAsync("front");
        var (status, body) = await Api.DeleteAsync($"{Jobs}/front?propagationPolicy=Foreground");

        Assert.Equal((200, "Job"), (status, (string?)body["kind"]));
        Assert.NotNull(body["metadata"]!["deletionTimestamp"]);
        Assert.Contains("foregroundDeletion", body["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
        await GoneAsync($"{Jobs}/front");
        await NoPodsAsync("front");
    }

    [SkippableFact]
    public async Task Leaves_its_pods_running_without_an_owner_where_nobody_says()
    {
        await RunningAsync("orphans");
        var (status, _) = await Api.DeleteAsync($"{Jobs}/orphans");

        Assert.Equal(200, status);
        await GoneAsync($"{Jobs}/orphans");
        var pod = await PodAsync("orphans", "an orphan", p => p["metadata"]!["ownerReferences"] is null);
        Assert.Null(pod["metadata"]!["deletionTimestamp"]);
        await Api.DeleteAsync($"{Pods}/{Name(pod)}");
    }

    [SkippableFact]
    public async Task Waits_for_its_finalizers_and_its_pods_run_on_meanwhile()
    {
        await RunningAsync("held", Ours);
        var (status, body) = await Api.DeleteAsync($"{Jobs}/held", Options("Background"));
        Assert.Equal((200, "Job"), (status, (string?)body["kind"]));
        Assert.Equal(200, (await Api.DeleteAsync($"{Jobs}/held", Options("Background"))).Status);
        var job = (await Api.GetAsync($"{Jobs}/held")).Body;
        var pod = await PodAsync("held", "there", _ => true);

        Assert.NotNull(job["metadata"]!["deletionTimestamp"]);
        Assert.Equal([Ours], job["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
        Assert.Null(pod["metadata"]!["deletionTimestamp"]);

        await Api.PatchAsync($"{Jobs}/held", """{"metadata":{"finalizers":null}}""");
        AssertStatus(404, "NotFound", await Api.GetAsync($"{Jobs}/held"));
        await NoPodsAsync("held");
    }

    [SkippableFact]
    public async Task Is_refused_with_409_where_the_uid_is_that_of_a_namesake_and_404_where_nobody_is()
    {
        var job = await CreateJobAsync(Job("namesake", seconds: 30));
        var (mine, other) = (Options("Background"), Options("Background"));
        other["preconditions"] = new JsonObject { ["uid"] = "00000000-0000-0000-0000-000000000000" };
        mine["preconditions"] = new JsonObject { ["uid"] = (string)job["metadata"]!["uid"]! };

        AssertStatus(409, "Conflict", await Api.DeleteAsync($"{Jobs}/namesake", other));
        Assert.Equal(200, (await Api.DeleteAsync($"{Jobs}/namesake", mine)).Status);
        AssertStatus(404, "NotFound", await Api.DeleteAsync($"{Jobs}/namesake", mine));
    }

    [SkippableFact]
    public async Task Comes_by_itself_some_seconds_after_the_end()
    {
        await CreateJobAsync(Job("passing", spec: spec => spec["ttlSecondsAfterFinished"] = 1));

        await GoneAsync($"{Jobs}/passing");
        await NoPodsAsync("passing");
    }

    [SkippableFact]
    public async Task By_itself_waits_for_finalizers_and_the_outcome_can_be_read_until_then()
    {
        var manifest = Job("kept", spec: spec => spec["ttlSecondsAfterFinished"] = 0);
        manifest["metadata"]!["finalizers"] = new JsonArray(Ours);
        await CreateJobAsync(manifest);
        var job = await UntilAsync($"{Jobs}/kept", "going", j => j["metadata"]!["deletionTimestamp"] is not null);

        Assert.NotNull(Condition(job, "Complete"));
        Assert.Equal(1, (int)job["status"]!["succeeded"]!);
        await Api.PatchAsync($"{Jobs}/kept", """{"metadata":{"finalizers":null}}""");
        await GoneAsync($"{Jobs}/kept");
    }

    private static JsonObject Options(string policy) => new()
    {
        ["kind"] = "DeleteOptions",
        ["apiVersion"] = "v1",
        ["propagationPolicy"] = policy,
    };

    private async Task RunningAsync(string name, params string[] finalizers)
    {
        var job = Job(name, seconds: 30);
        job["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]);
        await CreateJobAsync(job);
        await PodAsync(name, "running", pod => (string?)pod["status"]!["phase"] == "Running");
    }

    private async Task NoPodsAsync(string job) => await Until.IsAsync(
        $"the pods of {job} to go", TimeSpan.FromSeconds(40), async () =>
            (await Api.ItemsAsync($"{Pods}?labelSelector=job-name={job}")).Count == 0 ? Api : null);
}

[Collection(Development.Name)]
public sealed class DeletingAJobOnTheDevelopmentCluster(DevelopmentCluster cluster) : DeletingAJob(cluster);

[Collection(Real.Name)]
public sealed class DeletingAJobOnARealCluster(RealKubernetes cluster) : DeletingAJob(cluster);
