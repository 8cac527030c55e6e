using System.Text.Json.Nodes;

namespace JobWorker.Cluster.Contract.Tests.Lists;

public abstract class Watching(ClusterUnderTest cluster) : Statements(cluster)
{
    [SkippableFact]
    public async Task Goes_on_from_a_list_without_a_gap()
    {
        await CreateMapsAsync(1);
        var list = (await Api.GetAsync(Maps)).Body;
        await CreateMapAsync("late");
        using var watch = await WatchAsync(Maps, $"&resourceVersion={Version(list)}");
        await Api.PatchAsync($"{Maps}/map-0", """{"data":{"a":"1"}}""");
        await Api.DeleteAsync($"{Maps}/late");

        Assert.Equal(["ADDED late", "MODIFIED map-0", "DELETED late"], await watch.NextAsync(3));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("&resourceVersion=0")]
    public async Task Begins_with_all_there_is_where_no_version_is_named(string version)
    {
        await CreateMapsAsync(2);
        using var watch = await WatchAsync(Maps, $"&labelSelector=n{version}");
        var first = await watch.NextAsync(2);
        await Api.DeleteAsync($"{Maps}/map-0");

        Assert.Equal(["ADDED map-0", "ADDED map-1"], first.Order());
        Assert.Equal(["DELETED map-0"], await watch.NextAsync(1));
    }

    [SkippableFact]
    public async Task Tells_of_what_enters_and_leaves_a_selection()
    {
        await CreateMapsAsync(1);
        var list = (await Api.GetAsync(Maps)).Body;
        using var watch = await WatchAsync(Maps, $"&labelSelector=app=x&resourceVersion={Version(list)}");
        await Api.PatchAsync($"{Maps}/map-0", """{"metadata":{"labels":{"app":"x"}}}""");
        await Api.PatchAsync($"{Maps}/map-0", """{"metadata":{"labels":{"app":"y"}}}""");

        Assert.Equal(["ADDED map-0", "DELETED map-0"], await watch.NextAsync(2));
    }

    [SkippableFact]
    public async Task Bears_the_version_of_each_change_so_that_it_can_go_on_from_there()
    {
        await CreateMapsAsync(1);
        var list = (await Api.GetAsync(Maps)).Body;
        using var watch = await WatchAsync(Maps, $"&resourceVersion={Version(list)}");
        await CreateMapAsync("one");
        await CreateMapAsync("two");
        var (_, one) = await watch.NextAsync();
        using var again = await WatchAsync(Maps, $"&resourceVersion={Version(one)}");

        Assert.Equal(["ADDED two"], await again.NextAsync(1));
    }

    [SkippableFact]
    public async Task Ends_in_time_with_a_bookmark_before_that_holds_kind_and_version_alone()
    {
        await CreateMapsAsync(1);
        using var watch = await WatchAsync(Maps, "&labelSelector=n&allowWatchBookmarks=true&timeoutSeconds=6");
        await Api.PatchAsync($"{Maps}/map-0", """{"data":{"a":"1"}}""");
        Assert.Equal(["ADDED map-0", "MODIFIED map-0"], await watch.NextAsync(2));
        var (type, bookmark) = await watch.NextAsync();

        Assert.Equal(("BOOKMARK", "ConfigMap"), (type, (string?)bookmark["kind"]));
        Assert.NotEqual("", Version(bookmark));
        Assert.Null(bookmark["metadata"]!["name"]);
        while (type == "BOOKMARK")
        {
            (type, _) = await watch.NextAsync();
        }

        Assert.Equal("END", type);
    }

    [SkippableFact]
    public async Task Ends_with_an_ERROR_of_code_410_where_the_version_is_forgotten()
    {
        await CreateMapsAsync(1);
        var list = (await Api.GetAsync(Maps)).Body;
        await Cluster.ForgetAsync(Namespace);
        using var watch = await WatchAsync(Maps, $"&resourceVersion={Version(list)}");
        var (type, status) = await watch.NextAsync();

        Assert.Equal(
            ("ERROR", "Status", 410, "Expired"),
            (type, (string?)status["kind"], (int?)status["code"], (string?)status["reason"]));
        Assert.Equal("END", (await watch.NextAsync()).Type);
    }

    [SkippableFact]
    public async Task Of_Jobs_shows_the_outcome_before_the_end()
    {
        var list = (await Api.GetAsync(Jobs)).Body;
        using var watch = await WatchAsync(Jobs, $"&resourceVersion={Version(list)}");
        await CreateJobAsync(Job("short", spec: spec => spec["ttlSecondsAfterFinished"] = 0));
        List<(string Type, bool Complete)> seen = [];
        do
        {
            var (type, job) = await watch.NextAsync();
            seen.Add((type, Condition(job, "Complete") is not null));
        }
        while (seen[^1].Type is not ("DELETED" or "END"));

        Assert.Equal(("ADDED", false), seen[0]);
        Assert.Contains(("MODIFIED", true), seen);
        Assert.Equal(("DELETED", true), seen[^1]);
    }

    [SkippableFact]
    public async Task Of_pods_in_all_namespaces_chooses_by_the_labels_of_the_template()
    {
        var list = (await Api.GetAsync("/api/v1/pods?labelSelector=run=all")).Body;
        using var watch = await WatchAsync("/api/v1/pods", $"&labelSelector=run%3D{Namespace}&resourceVersion={Version(list)}");
        var job = Job("chosen", seconds: 3);
        job["spec"]!["template"]!["metadata"]!["labels"] = new JsonObject { ["run"] = Namespace };
        await CreateJobAsync(Job("other"));
        await CreateJobAsync(job);
        List<(string Type, string? Phase)> seen = [];
        do
        {
            var (type, pod) = await watch.NextAsync();
            Assert.StartsWith("chosen-", Name(pod), StringComparison.Ordinal);
            seen.Add((type, (string?)pod["status"]!["phase"]));
        }
        while (seen[^1].Phase is not "Succeeded");

        Assert.Equal(("ADDED", "Pending"), seen[0]);
        Assert.Contains(("MODIFIED", "Running"), seen);
    }

    private async Task CreateMapAsync(string name) =>
        await Api.CreateAsync(Maps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
}

[Collection(Development.Name)]
public sealed class WatchingOnTheDevelopmentCluster(DevelopmentCluster cluster) : Watching(cluster);

[Collection(Real.Name)]
public sealed class WatchingOnARealCluster(RealKubernetes cluster) : Watching(cluster);
