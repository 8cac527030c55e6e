using System.Text.Json.Nodes;
using JobWorker.Core.Manifests;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Manifests;

public sealed class ATemplate
{
    [Fact]
    public void Adds_what_we_do_not_say()
    {
        var pod = Pod("""{"imagePullSecrets":[{"name":"regcred"}],"securityContext":{"runAsNonRoot":true},"priorityClassName":"low"}""");

        Assert.Equal("regcred", pod["imagePullSecrets"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("""{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}""", pod["securityContext"]!.ToJsonString());
        Assert.Equal("low", pod["priorityClassName"]!.GetValue<string>());
    }

    [Fact]
    public void Never_wins_over_us()
    {
        var template = Parse("""
            {"apiVersion":"v1","metadata":{"name":"x","labels":{"app.kubernetes.io/managed-by":"x","team":"t"},"annotations":{"jobworker.dev/id":"x"}},
             "spec":{"backoffLimit":9,"parallelism":1,"template":{"spec":{"restartPolicy":"OnFailure","automountServiceAccountToken":true}}}}
            """);
        var manifest = JobManifest.Of(Request, "n", template);

        Assert.Equal("batch/v1", manifest["apiVersion"]!.GetValue<string>());
        Assert.Equal("n", manifest["metadata"]!["name"]!.GetValue<string>());
        Assert.Equal(Request.Id, manifest["metadata"]!["annotations"]![JobAnnotations.Id]!.GetValue<string>());
        Assert.Equal(("jobworker", "t"), (Label("app.kubernetes.io/managed-by"), Label("team")));
        Assert.Equal(
            (0, 1), (manifest["spec"]!["backoffLimit"]!.GetValue<int>(), manifest["spec"]!["parallelism"]!.GetValue<int>()));
        Assert.Equal("Never", manifest["spec"]!["template"]!["spec"]!["restartPolicy"]!.GetValue<string>());
        Assert.False(manifest["spec"]!["template"]!["spec"]!["automountServiceAccountToken"]!.GetValue<bool>());

        string Label(string name) => manifest["metadata"]!["labels"]![name]!.GetValue<string>();
    }

    [Theory]
    [InlineData("""[{"name":"sidecar"},{"name":"example","tty":true}]""", "sidecar,example")]
    [InlineData("""[{"name":"sidecar"},{"tty":true}]""", "sidecar,example")]
    [InlineData("""[{"name":"placeholder","tty":true}]""", "example")]
    [InlineData("""[{"tty":true}]""", "example")]
    public void Has_the_container_of_our_name_or_the_unnamed_or_the_only_one(string containers, string names)
    {
        var merged = Pod($$"""{"containers":{{containers}}}""")["containers"]!.AsArray();

        Assert.Equal(names, string.Join(',', merged.Select(c => c!["name"]!.GetValue<string>())));
        Assert.True(merged.Single(c => c!["image"] is not null)!["tty"]!.GetValue<bool>());
    }

    [Fact]
    public void May_have_two_other_containers_beside_ours() => Assert.Equal(
        ["a", "b", "example"],
        Pod("""{"containers":[{"name":"a"},{"name":"b"}]}""")["containers"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()));

    [Fact]
    public void Shares_its_lists_with_ours()
    {
        var request = With(job => job with
        {
            Env = [new("A", "ours")],
            Tolerations = [new("k", "v", "Equal", "NoSchedule")],
            Volumes = [new("/data", "claim", false, null)],
            Command = ["ours"],
        });
        var template = Template("""
            {"tolerations":[{"key":"t","operator":"Exists"},{"key":"k","value":"v","operator":"Equal","effect":"NoSchedule"}],
             "volumes":[{"name":"tmp","emptyDir":{}}],
             "containers":[{"command":["theirs","too"],"env":[{"name":"A","value":"theirs"},{"name":"B","value":"theirs"}],
                            "volumeMounts":[{"name":"tmp","mountPath":"/tmp"},{"name":"tmp","mountPath":"/data"}]}]}
            """);
        var pod = Spec(JobManifest.Of(request, "n", template));
        var container = pod["containers"]![0]!;

        Assert.Equal(["t", "k"], pod["tolerations"]!.AsArray().Select(t => t!["key"]!.GetValue<string>()));
        Assert.Equal(["tmp", "jobworker-pvc-0"], pod["volumes"]!.AsArray().Select(v => v!["name"]!.GetValue<string>()));
        Assert.Equal("""["ours"]""", container["command"]!.ToJsonString());
        Assert.Equal(
            ["A=ours", "B=theirs", $"JOBWORKER_ID={Request.Id}", "JOBWORKER_SERVICE=example"],
            container["env"]!.AsArray().Select(e => $"{e!["name"]}={e["value"]}"));
        Assert.Equal(
            ["/tmp tmp", "/data jobworker-pvc-0"],
            container["volumeMounts"]!.AsArray().Select(m => $"{m!["mountPath"]} {m["name"]}"));
    }

    [Fact]
    public void Keeps_its_finalizers_beside_ours() => Assert.Equal(
        """["other/finalizer","jobworker.dev/outcome"]""",
        JobManifest.Of(Request, "n", Parse("""{"metadata":{"finalizers":["other/finalizer"]}}"""))["metadata"]!["finalizers"]!.ToJsonString());

    [Fact]
    public void Cannot_give_back_what_security_takes()
    {
        var pod = Pod("""
            {"securityContext":{"seccompProfile":{"type":"Localhost","localhostProfile":"x"}},
             "containers":[{"securityContext":{"allowPrivilegeEscalation":true,"readOnlyRootFilesystem":true,"seccompProfile":{"type":"Unconfined"}}}]}
            """);

        Assert.Equal("""{"seccompProfile":{"type":"RuntimeDefault"}}""", pod["securityContext"]!.ToJsonString());
        Assert.Equal(
            """{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"seccompProfile":{"type":"RuntimeDefault"}}""", pod["containers"]![0]!["securityContext"]!.ToJsonString());
    }

    [Fact]
    public void Is_left_as_it_is()
    {
        var template = Template("""{"containers":[{"env":[{"name":"A","value":"b"}]}],"volumes":[]}""");
        var before = template.ToJsonString();
        JobManifest.Of(Request, "n", template);

        Assert.Equal(before, template.ToJsonString());
        Assert.Equal(
            JobManifest.Of(Request, "n", template).ToJsonString(), JobManifest.Of(Request, "n", template).ToJsonString());
    }

    private static JsonObject Pod(string spec) => Spec(JobManifest.Of(Request, "n", Template(spec)));

    private static JsonObject Spec(JsonObject manifest) => manifest["spec"]!["template"]!["spec"]!.AsObject();

    private static JsonObject Template(string spec) => Parse($$$$"""{"spec":{"template":{"spec":{{{{spec}}}}}}}""");

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
