using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Jobs;

public abstract class ChangingAJob(ClusterUnderTest cluster) : Statements(cluster)
{
    private const string Strategic = "application/strategic-merge-patch+json";

    [SkippableFact]
    public async Task Takes_out_one_finalizer_and_leaves_those_of_others()
    {
        var job = await HeldAsync("jobworker.test/ours", "jobworker.test/theirs");
        var (status, after) = await TakeOutAsync((string)job["metadata"]!["uid"]!);

        Assert.Equal(200, status);
        Assert.Equal(["jobworker.test/theirs"], after["metadata"]!["finalizers"]!.AsArray().Select(f => (string)f!));
        Assert.Equal(200, (await TakeOutAsync((string)job["metadata"]!["uid"]!)).Status);
    }

    [SkippableFact]
    public async Task Answers_422_to_a_patch_with_the_uid_of_a_namesake_and_404_to_nobody()
    {
        await HeldAsync("jobworker.test/ours");

        AssertStatus(422, "Invalid", await TakeOutAsync("00000000-0000-0000-0000-000000000000"));
        AssertStatus(404, "NotFound", await Api.PatchAsync($"{Jobs}/nobody", "{}"));
    }

    [SkippableFact]
    public async Task Answers_409_Conflict_to_an_old_resourceVersion()
    {
        var job = await CreateJobAsync(Job("raced", seconds: 30));
        await Api.PatchAsync($"{Jobs}/raced", """{"metadata":{"annotations":{"a":"1"}}}""");

        AssertStatus(409, "Conflict", await Api.SendAsync(HttpMethod.Put, $"{Jobs}/raced", job));
        AssertStatus(409, "Conflict", await Api.PatchAsync(
            $"{Jobs}/raced", $$$$"""{"metadata":{"resourceVersion":"{{{{Version(job)}}}}","annotations":{"a":"2"}}}"""));
    }

    [SkippableTheory]
    [InlineData("""{"spec":{"activeDeadlineSeconds":100}}""", 200)]
    [InlineData("""{"spec":{"backoffLimit":3}}""", 200)]
    [InlineData("""{"spec":{"ttlSecondsAfterFinished":100}}""", 200)]
    [InlineData("""{"spec":{"completions":2}}""", 422)]
    [InlineData("""{"spec":{"template":{"spec":{"restartPolicy":"OnFailure"}}}}""", 422)]
    [InlineData("""{"spec":{"activeDeadlineSeconds":-1}}""", 422)]
    public async Task Changes_what_may_be_changed(string patch, int status)
    {
        await CreateJobAsync(Job("changed", seconds: 30));

        Assert.Equal(status, (await Api.PatchAsync($"{Jobs}/changed", patch)).Status);
    }

    [SkippableFact]
    public async Task Knows_merge_and_JSON_patches_and_refuses_others()
    {
        await CreateMapsAsync(1);
        await Api.PatchAsync($"{Maps}/map-0", """{"data":{"a":"1","b":"2"}}""");
        var (_, merged) = await Api.PatchAsync($"{Maps}/map-0", """{"data":{"a":null}}""");
        var (_, patched) = await Api.PatchAsync(
            $"{Maps}/map-0", """[{"op":"replace","path":"/data/b","value":"3"}]""", "application/json-patch+json");

        Assert.Equal("""{"b":"2"}""", merged["data"]!.ToJsonString());
        Assert.Equal("""{"b":"3"}""", patched["data"]!.ToJsonString());
        AssertStatus(422, "Invalid", await Api.PatchAsync(
            $"{Maps}/map-0", """[{"op":"test","path":"/data/b","value":"0"}]""", "application/json-patch+json"));
        AssertStatus(415, "UnsupportedMediaType", await Api.PatchAsync($"{Maps}/map-0", "{}", "application/json"));
    }

    [SkippableFact]
    public async Task Keeps_the_version_where_nothing_changes()
    {
        await CreateMapsAsync(1);
        var (_, before) = await Api.PatchAsync($"{Maps}/map-0", """{"data":{"a":"1"}}""");
        var (_, after) = await Api.PatchAsync($"{Maps}/map-0", """{"data":{"a":"1"}}""");

        Assert.Equal(Version(before), Version(after));
    }

    private async Task<JsonNode> HeldAsync(params string[] finalizers)
    {
        var job = Job("held", seconds: 30);
        job["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]);

        return await CreateJobAsync(job);
    }

    private Task<(int Status, JsonNode Body)> TakeOutAsync(string uid) => Api.PatchAsync(
        $"{Jobs}/held",
        $$$"""{"metadata":{"uid":"{{{uid}}}","$deleteFromPrimitiveList/finalizers":["jobworker.test/ours"]}}""",
        Strategic);
}

[Collection(Development.Name)]
public sealed class ChangingAJobOnTheDevelopmentCluster(DevelopmentCluster cluster) : ChangingAJob(cluster);

[Collection(Real.Name)]
public sealed class ChangingAJobOnARealCluster(RealKubernetes cluster) : ChangingAJob(cluster);
