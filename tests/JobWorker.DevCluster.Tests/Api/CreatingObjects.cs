using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Api;

public sealed class CreatingObjects : ClusterTest
{
    [Fact]
    public async Task Fills_in_what_the_server_decides()
    {
        var job = await CreateAsync(Jobs, Manifest.Job("a", "true", spec => spec["suspend"] = true));

        Assert.Equal(1, job.Number("spec", "parallelism"));
        Assert.Equal(1, job.Number("spec", "completions"));
        Assert.Equal(6, job.Number("spec", "backoffLimit"));
        Assert.Equal(1, job.Number("metadata", "generation"));
        Assert.NotNull(job.Time("metadata", "creationTimestamp"));
        var uid = job.Text("metadata", "uid")!;
        var labels = job.Map("spec", "template", "metadata", "labels");
        foreach (var prefix in (string[])["", "batch.kubernetes.io/"])
        {
            Assert.Equal((uid, "a"), (labels.Text($"{prefix}controller-uid"), labels.Text($"{prefix}job-name")));
        }

        Assert.Equal(uid, job.Text("spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"));
    }

    [Fact]
    public async Task Generates_names_and_grows_versions()
    {
        var map = new JsonObject { ["metadata"] = new JsonObject { ["generateName"] = "gen-" } };
        var first = await CreateAsync(ConfigMaps, map);
        var second = await CreateAsync(ConfigMaps, map);

        Assert.Matches("^gen-[a-z0-9]{5}$", first.AsObject().Name());
        Assert.NotEqual(first.AsObject().Name(), second.AsObject().Name());
        Assert.True(
            long.Parse(first.Text("metadata", "resourceVersion")!) < long.Parse(second.Text("metadata", "resourceVersion")!));
    }

    [Fact]
    public async Task Encodes_the_texts_of_a_secret()
    {
        var secret = await CreateAsync(Secrets, JsonNode.Parse("""{"metadata":{"name":"s"},"stringData":{"k":"v"}}""")!);

        Assert.Equal("dg==", secret.Text("data", "k"));
        Assert.Null(secret["stringData"]);
        Assert.Equal("Opaque", secret.Text("type"));
    }

    [Fact]
    public async Task Is_refused_twice_by_name()
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("a"));
        var (status, body) = await SendAsync(HttpMethod.Post, ConfigMaps, Manifest.ConfigMap("a"));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("AlreadyExists", body.Text("reason"));
        Assert.Equal("configmaps \"a\" already exists", body.Text("message"));
        Assert.Equal("a", body.Text("details", "name"));
    }

    [Fact]
    public async Task Is_refused_in_a_namespace_that_is_not_there()
    {
        var (status, body) = await SendAsync(
            HttpMethod.Post, Jobs.Replace("default", "nowhere"), Manifest.Job("a", "true"));

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("namespaces \"nowhere\" not found", body.Text("message"));
    }

    public static TheoryData<string, string, string> InvalidJobs => new()
    {
        { "Upper", "{}", "metadata.name" },
        { new string('a', 64), "{}", "metadata.name" },
        { "a", """{"backoffLimit":-1}""", "spec.backoffLimit" },
        { "a", """{"template":null}""", "spec.template.spec.containers" },
        { "a", """{"template":{"spec":{"restartPolicy":"Always"}}}""", "spec.template.spec.restartPolicy" },
        { "a", """{"template":{"spec":{"restartPolicy":null}}}""", "spec.template.spec.restartPolicy" },
        { "a", """{"template":{"spec":{"containers":[{"name":"A","image":"i"}]}}}""", "spec.template.spec.containers[0].name" },
        { "a", """{"template":{"spec":{"containers":[{"name":"a"}]}}}""", "spec.template.spec.containers[0].image" },
        { "a", """{"template":{"metadata":{"labels":{"x":"-"}}}}""", "spec.template.labels" },
        { "a", """{"completionMode":"Indexed"}""", "spec.completionMode" },
    };

    [Theory]
    [MemberData(nameof(InvalidJobs))]
    public async Task Is_refused_with_the_field_that_breaks_a_rule(string name, string change, string field)
    {
        var job = Manifest.Job(name, "true", spec => Formats.Patching.MergePatch.Apply(spec, JsonNode.Parse(change)!.AsObject()));
        var (status, body) = await SendAsync(HttpMethod.Post, Jobs, job);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("Invalid", body.Text("reason"));
        Assert.Contains(field, body.Items("details", "causes").Select(cause => cause.Text("field")));
        Assert.Empty(await NamesAsync(Jobs));
    }

    public static TheoryData<string> HostileBodies => new()
    {
        "", "null", "[]", "3", "\"x\"", "{", "{\"metadata\":3}", "{\"metadata\":{\"name\":{}}}", "{\"metadata\":{\"labels\":{\"a\":1}}}",
        "{\"metadata\":{\"finalizers\":\"x\"}}", "{\"spec\":[]}", "{\"spec\":{\"template\":\"x\"}}", "{\"spec\":{\"backoffLimit\":\"3\"}}",
        "{\"spec\":{\"backoffLimit\":1e99}}", "{\"spec\":{\"template\":{\"spec\":{\"containers\":[null]}}}}",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"command\":\"sh\"}]}}}}", "{\"a\":1,\"a\":2}", "{\"a\":\"\\ud800\"}",
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}", new string('[', 5000), "{\"metadata\":{\"namespace\":\"other\",\"name\":\"a\"}}", "\u0000",
    };

    [Theory]
    [MemberData(nameof(HostileBodies))]
    public async Task Is_refused_with_400_when_the_body_is_no_such_object(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(Jobs, content);
        var status = JsonNode.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(("Status", "Failure", "BadRequest"), (status.Text("kind"), status.Text("status"), status.Text("reason")));
    }

    [Fact]
    public async Task Is_refused_with_413_beyond_three_mebibytes()
    {
        var (status, body) = await SendAsync(
            HttpMethod.Post, ConfigMaps, Manifest.ConfigMap("big", ("x", new string('x', 3 * 1024 * 1024))));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("RequestEntityTooLarge", body.Text("reason"));
    }

    [Fact]
    public async Task Changes_nothing_in_a_dry_run()
    {
        var made = await CreateAsync($"{ConfigMaps}?dryRun=All", Manifest.ConfigMap("a"));

        Assert.Equal("a", made.AsObject().Name());
        Assert.Empty(await NamesAsync(ConfigMaps));
    }
}
