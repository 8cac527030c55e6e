using System.Net;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Api;

public sealed class DeletingObjects : ClusterTest
{
    private const string A = $"{ConfigMaps}/a";

    [Fact]
    public async Task Answers_success_with_what_was_deleted()
    {
        var made = await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        var (status, body) = await SendAsync(HttpMethod.Delete, A);

        Assert.Equal((HttpStatusCode.OK, "Success"), (status, body.Text("status")));
        Assert.Equal(made.Text("metadata", "uid"), body.Text("details", "uid"));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, A)).Status);
    }

    [Fact]
    public async Task Waits_for_finalizers()
    {
        var map = Manifest.ConfigMap("a");
        map.Metadata()["finalizers"] = new JsonArray("x.io/wait");
        await CreateAsync(ConfigMaps, map);

        var (_, marked) = await SendAsync(HttpMethod.Delete, A);
        Assert.NotNull(marked.Time("metadata", "deletionTimestamp"));
        Assert.NotNull((await GetAsync(A)).Time("metadata", "deletionTimestamp"));

        await PatchAsync(A, """{"metadata":{"finalizers":null}}""");
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, A)).Status);
    }

    [Fact]
    public async Task Is_a_conflict_for_another_uid()
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        var options = JsonNode.Parse("""{"preconditions":{"uid":"someone-else"}}""");
        var (status, body) = await SendAsync(HttpMethod.Delete, A, options);

        Assert.Equal((HttpStatusCode.Conflict, "Conflict"), (status, body.Text("reason")));
    }

    [Fact]
    public async Task Takes_all_that_a_selector_matches()
    {
        await CreateAsync(ConfigMaps, Manifest.Labelled("a", ("app", "x")));
        await CreateAsync(ConfigMaps, Manifest.Labelled("b", ("app", "x")));
        await CreateAsync(ConfigMaps, Manifest.Labelled("c", ("app", "y")));
        await SendAsync(HttpMethod.Delete, $"{ConfigMaps}?labelSelector=app=x");

        Assert.Equal(["c"], await NamesAsync(ConfigMaps));
    }

    [Fact]
    public async Task Empties_a_namespace_before_it_goes()
    {
        await CreateAsync("/api/v1/namespaces", Manifest.ConfigMap("other"));
        var map = Manifest.ConfigMap("a");
        map.Metadata()["finalizers"] = new JsonArray("x.io/wait");
        const string Other = "/api/v1/namespaces/other/configmaps";
        await CreateAsync(Other, map);
        var (_, ns) = await SendAsync(HttpMethod.Delete, "/api/v1/namespaces/other");
        Assert.Equal("Terminating", ns.Text("status", "phase"));

        var (status, _) = await SendAsync(HttpMethod.Post, Other, Manifest.ConfigMap("b"));
        Assert.Equal(HttpStatusCode.Forbidden, status);

        await UntilAsync(Other, "a", obj => obj.IsBeingDeleted());
        await PatchAsync($"{Other}/a", """{"metadata":{"finalizers":null}}""");
        await UntilGoneAsync("/api/v1/namespaces", "other");
    }
}
