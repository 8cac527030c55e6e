using JobWorker.DevCluster.Hosting;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Api;

public sealed class WatchingObjects : FakeClockTest
{
    internal override DevClusterOptions Options => base.Options with { History = 5, WatchQueue = 16 };

    [Fact]
    public async Task Begins_with_all_there_is()
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        await using var watch = await WatchAsync($"{ConfigMaps}?watch=true");
        Assert.Equal("ADDED", await watch.NextTypeAsync());

        await PatchAsync($"{ConfigMaps}/a", """{"data":{"x":"1"}}""");
        Assert.Equal("MODIFIED", await watch.NextTypeAsync());
        await SendAsync(HttpMethod.Delete, $"{ConfigMaps}/a");
        var (type, obj) = (await watch.NextAsync())!.Value;
        Assert.Equal(("DELETED", "1"), (type, obj.Text("data", "x")));
    }

    [Fact]
    public async Task Goes_on_from_a_version()
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        var version = (await GetAsync(ConfigMaps)).Text("metadata", "resourceVersion");
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("b"));
        await using var watch = await WatchAsync($"{ConfigMaps}?watch=true&resourceVersion={version}");

        var (type, obj) = (await watch.NextAsync())!.Value;
        Assert.Equal(("ADDED", "b"), (type, obj.Name()));
        Assert.True(long.Parse(obj.Text("metadata", "resourceVersion")!) > long.Parse(version!));
    }

    [Fact]
    public async Task Says_410_in_the_stream_when_history_has_been_forgotten()
    {
        var first = await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        foreach (var i in Enumerable.Range(0, 6))
        {
            await PatchAsync($"{ConfigMaps}/a", $$$"""{"data":{"x":"{{{i}}}"}}""");
        }

        await using var watch = await WatchAsync(
            $"{ConfigMaps}?watch=true&resourceVersion={first.Text("metadata", "resourceVersion")}");
        var (type, status) = (await watch.NextAsync())!.Value;

        Assert.Equal("ERROR", type);
        Assert.Equal((410L, "Expired"), (status.Number("code"), status.Text("reason")));
        Assert.Equal("END", await watch.NextTypeAsync());
    }

    [Fact]
    public async Task Tells_of_objects_that_enter_and_leave_a_selection()
    {
        await using var watch = await WatchAsync($"{ConfigMaps}?watch=true&labelSelector=app=x");
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        await PatchAsync($"{ConfigMaps}/a", """{"metadata":{"labels":{"app":"x"}}}""");
        Assert.Equal("ADDED", await watch.NextTypeAsync());

        var (_, left) = await PatchAsync($"{ConfigMaps}/a", """{"metadata":{"labels":{"app":"y"}}}""");
        var (type, obj) = (await watch.NextAsync())!.Value;
        Assert.Equal(("DELETED", "x"), (type, obj.Text("metadata", "labels", "app")));
        Assert.Equal(left.Text("metadata", "resourceVersion"), obj.Text("metadata", "resourceVersion"));
    }

    [Fact]
    public async Task Sends_bookmarks_each_minute_and_before_the_end()
    {
        await using var watch = await WatchAsync($"{ConfigMaps}?watch=true&allowWatchBookmarks=true&timeoutSeconds=70");
        await Time.ArmedAsync(TimeSpan.FromSeconds(68));
        await CreateAsync("/api/v1/namespaces", Manifest.ConfigMap("other"));
        Time.Advance(TimeSpan.FromSeconds(60));
        var (type, first) = (await watch.NextAsync())!.Value;
        Assert.Equal("BOOKMARK", type);
        Assert.Equal("ConfigMap", first.Text("kind"));
        Assert.NotNull(first.Text("metadata", "resourceVersion"));

        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("BOOKMARK", await watch.NextTypeAsync());
        Assert.Equal("END", await watch.NextTypeAsync());
    }

    [Fact]
    public async Task Ends_at_its_timeout_without_bookmarks_nobody_asked_for()
    {
        await using var watch = await WatchAsync($"{ConfigMaps}?watch=true&timeoutSeconds=70");
        await Time.ArmedAsync(TimeSpan.FromSeconds(70));
        Time.Advance(TimeSpan.FromSeconds(70));

        Assert.Equal("END", await watch.NextTypeAsync());
    }

    [Fact]
    public async Task Marks_the_end_of_the_list_when_asked_to_begin_with_one()
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        await using var watch = await WatchAsync(
            $"{ConfigMaps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal("ADDED", await watch.NextTypeAsync());
        var (type, obj) = (await watch.NextAsync())!.Value;

        Assert.Equal(("BOOKMARK", "true"), (type, obj.Text("metadata", "annotations", "k8s.io/initial-events-end")));
    }

    [Fact]
    public async Task Cuts_off_who_does_not_keep_up()
    {
        const int Changes = 100;
        await using var watch = await WatchAsync($"{ConfigMaps}?watch=true");
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a", ("x", new string('x', 500_000))));
        foreach (var i in Enumerable.Range(1, Changes))
        {
            await PatchAsync($"{ConfigMaps}/a", $$$"""{"data":{"i":"{{{i}}}"}}""");
        }

        var seen = await watch.ToEndAsync();
        Assert.InRange(seen.Count, 1, Changes);
        Assert.Equal("ADDED", seen[0].Type);
        Assert.Equal(seen.Count - 1L, long.Parse(seen[^1].Object.Text("data", "i") ?? "0"));
    }
}
