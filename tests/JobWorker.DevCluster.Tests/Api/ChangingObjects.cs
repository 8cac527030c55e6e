using System.Net;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Api;

public sealed class ChangingObjects : ClusterTest
{
    private const string A = $"{ConfigMaps}/a";

    [Fact]
    public async Task Replaces_and_keeps_what_the_server_decided()
    {
        var before = await CreateAsync(ConfigMaps, Manifest.ConfigMap("a", ("x", "1")));
        var (status, after) = await SendAsync(HttpMethod.Put, A, Manifest.ConfigMap("a", ("y", "2")));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(before.Text("metadata", "uid"), after.Text("metadata", "uid"));
        Assert.NotEqual(before.Text("metadata", "resourceVersion"), after.Text("metadata", "resourceVersion"));
        Assert.Equal("""{"y":"2"}""", after["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Is_a_conflict_when_the_version_is_stale()
    {
        var stale = await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        await PatchAsync(A, """{"data":{"x":"1"}}""");
        var (status, body) = await SendAsync(HttpMethod.Put, A, stale);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("Conflict", body.Text("reason"));
        Assert.StartsWith("Operation cannot be fulfilled on configmaps \"a\"", body.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_version_when_nothing_changes()
    {
        var before = await CreateAsync(ConfigMaps, Manifest.ConfigMap("a", ("x", "1")));
        var (_, after) = await PatchAsync(A, """{"data":{"x":"1"}}""");

        Assert.Equal(before.Text("metadata", "resourceVersion"), after.Text("metadata", "resourceVersion"));
    }

    public static TheoryData<string, string, string> Patches => new()
    {
        { "merge-patch", """{"data":{"x":null,"z":"3"}}""", """{"y":"2","z":"3"}""" },
        { "strategic-merge-patch", """{"data":{"x":"9"}}""", """{"x":"9","y":"2"}""" },
        { "strategic-merge-patch", """{"data":{"$patch":"replace","z":"3"}}""", """{"z":"3"}""" },
        { "json-patch", """[{"op":"test","path":"/data/x","value":"1"},{"op":"remove","path":"/data/x"}]""", """{"y":"2"}""" },
        { "json-patch", """[{"op":"move","from":"/data/x","path":"/data/a~1b"}]""", """{"y":"2","a/b":"1"}""" },
        { "json-patch", """[{"op":"copy","from":"/data/x","path":"/data/z"},{"op":"replace","path":"/data/y","value":"5"}]""",
            """{"x":"1","y":"5","z":"1"}""" },
    };

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task Patches_in_the_way_the_media_type_says(string kind, string patch, string data)
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a", ("x", "1"), ("y", "2")));
        var (status, body) = await PatchAsync(A, patch, kind);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data), body["data"]), body.ToJsonString());
    }

    public static TheoryData<string, string, int> BadPatches => new()
    {
        { "merge-patch", "[]", 400 },
        { "json-patch", "{}", 400 },
        { "json-patch", "[3]", 400 },
        { "json-patch", """[{"op":"explode","path":"/x"}]""", 400 },
        { "json-patch", """[{"op":"test","path":"/data/x","value":"no"}]""", 422 },
        { "json-patch", """[{"op":"remove","path":"/data/none"}]""", 422 },
        { "json-patch", """[{"op":"add","path":"/none/deep","value":1}]""", 422 },
        { "json-patch", """[{"op":"add","path":"","value":1}]""", 422 },
        { "merge-patch", """{"metadata":{"name":"b"}}""", 400 },
        { "merge-patch", """{"metadata":{"uid":"other"}}""", 422 },
        { "merge-patch", """{"metadata":{"resourceVersion":"1"}}""", 409 },
        { "merge-patch", """{"metadata":null}""", 200 },
        { "unheard-of", "{}", 415 },
    };

    [Theory]
    [MemberData(nameof(BadPatches))]
    public async Task Refuses_patches_that_cannot_be(string kind, string patch, int expected)
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a", ("x", "1")));
        var (status, body) = await PatchAsync(A, patch, kind);

        Assert.True(expected == (int)status, body.ToJsonString());
    }

    [Fact]
    public async Task Strategic_lists_merge_by_their_key()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "true", spec => spec["suspend"] = true));
        var (_, job) = await PatchAsync(
            $"{Jobs}/a", """{"metadata":{"finalizers":["x.io/a"]}}""", "strategic-merge-patch");
        Assert.Equal(["x.io/a"], job.AsObject().Finalizers());

        (_, job) = await PatchAsync(
            $"{Jobs}/a", """{"metadata":{"finalizers":["x.io/b"],"$deleteFromPrimitiveList/finalizers":["x.io/a"]}}""", "strategic-merge-patch");
        Assert.Equal(["x.io/b"], job.AsObject().Finalizers());
    }

    [Fact]
    public async Task Applies_by_creating_what_is_not_there()
    {
        var (status, _) = await SendAsync(
            HttpMethod.Patch, $"{A}?fieldManager=me", Manifest.ConfigMap("a", ("x", "1")), "application/apply-patch+yaml");
        Assert.Equal(HttpStatusCode.Created, status);

        (status, _) = await SendAsync(
            HttpMethod.Patch, $"{A}?fieldManager=me", Manifest.ConfigMap("a", ("x", "2")), "application/apply-patch+yaml");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("2", (await GetAsync(A)).Text("data", "x"));
    }

    [Theory]
    [InlineData("""{"spec":{"completions":3}}""", 422)]
    [InlineData("""{"spec":{"selector":{"matchLabels":{"a":"b"}}}}""", 422)]
    [InlineData("""{"spec":{"template":{"spec":{"restartPolicy":"OnFailure"}}}}""", 422)]
    [InlineData("""{"spec":{"parallelism":2,"backoffLimit":1,"activeDeadlineSeconds":9,"ttlSecondsAfterFinished":9}}""", 200)]
    [InlineData("""{"status":{"succeeded":9}}""", 200)]
    public async Task Guards_what_may_not_change_of_a_job(string patch, int expected)
    {
        await CreateAsync(Jobs, Manifest.Job("a", "true", spec => spec["suspend"] = true));
        var (status, body) = await PatchAsync($"{Jobs}/a", patch);

        Assert.Equal(expected, (int)status);
        Assert.Null(body.Number("status", "succeeded"));
    }

    [Fact]
    public async Task Writes_a_status_by_its_subresource_only()
    {
        await CreateAsync(Pods, Manifest.Pod("p", "true", container => container.Remove("command")));
        await UntilAsync(Pods, "p", pod => pod.State("waiting").Text("reason") == "CreateContainerError");
        var (status, body) = await PatchAsync($"{Pods}/p/status", """{"status":{"message":"hi"},"metadata":{"labels":{"a":"b"}}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("hi", body.Text("status", "message"));
        Assert.Null(body.At("metadata", "labels"));
    }

    [Theory]
    [InlineData("GET", $"{ConfigMaps}/none", 404, "NotFound")]
    [InlineData("PUT", $"{ConfigMaps}/none", 404, "NotFound")]
    [InlineData("DELETE", $"{ConfigMaps}/none", 404, "NotFound")]
    [InlineData("GET", "/apis/apps/v1/deployments", 404, "NotFound")]
    [InlineData("GET", "/nothing/here", 404, "NotFound")]
    [InlineData("POST", $"{ConfigMaps}/a", 405, "MethodNotAllowed")]
    [InlineData("GET", $"{ConfigMaps}/a/scale", 404, "NotFound")]
    public async Task Says_what_is_not_there(string method, string path, int expected, string reason)
    {
        var (status, body) = await SendAsync(new HttpMethod(method), path, Manifest.ConfigMap("none"));

        Assert.Equal((expected, reason), ((int)status, body.Text("reason")));
        Assert.Equal(expected, body.Number("code"));
    }
}
