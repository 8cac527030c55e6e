using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Pods;

public sealed class ConfiguringAContainer : ClusterTest
{
    [Fact]
    public async Task Gives_it_values_maps_secrets_and_its_own_fields()
    {
        await CreateAsync(ConfigMaps, Manifest.ConfigMap("map", ("A", "a"), ("B", "b")));
        await CreateAsync(Secrets, JsonNode.Parse("""{"metadata":{"name":"secret"},"stringData":{"PASS":"word"}}""")!);
        var output = await RunAsync(
            "echo $P_A $P_B $PASS $X $Y $NAME $NS $UID_ $L $Z",
            """
            {"envFrom":[{"prefix":"P_","configMapRef":{"name":"map"}},{"secretRef":{"name":"secret"}},
                        {"configMapRef":{"name":"none","optional":true}}],
             "env":[{"name":"X","value":"x-$(P_A)-$$(P_A)-$(NONE)"},
                    {"name":"Y","valueFrom":{"secretKeyRef":{"name":"secret","key":"PASS"}}},
                    {"name":"Z","valueFrom":{"configMapKeyRef":{"name":"map","key":"none","optional":true}}},
                    {"name":"NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},
                    {"name":"NS","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"}}},
                    {"name":"UID_","valueFrom":{"fieldRef":{"fieldPath":"metadata.uid"}}},
                    {"name":"L","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['app']"}}}]}
            """);

        var uid = (await GetAsync($"{Pods}/p")).Text("metadata", "uid");
        Assert.Equal($"a b word x-a-$(P_A)-$(NONE) word p default {uid} it\n", output);
    }

    [Fact]
    public async Task Expands_variables_in_command_and_arguments() =>
        Assert.Equal("hello $(X) $(Y)\n", await RunAsync(
            "", """{"command":["echo"],"args":["$(X)","$$(X)","$(Y)"],"env":[{"name":"X","value":"hello"}]}"""));

    [Fact]
    public async Task Keeps_the_environment_of_the_cluster_out()
    {
        Environment.SetEnvironmentVariable("DEVCLUSTER_TEST_SECRET", "leak");

        Assert.Equal("[]\n", await RunAsync("echo [$DEVCLUSTER_TEST_SECRET]", "{}"));
    }

    [Fact]
    public async Task Gives_it_an_empty_directory_of_its_own() =>
        Assert.Equal("0\n", await RunAsync("touch /dev/null; ls | wc -l", "{}"));

    [Theory]
    [InlineData("""{"envFrom":[{"configMapRef":{"name":"late"}}]}""", "configmap \"late\" not found")]
    [InlineData("""{"env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"late","key":"X"}}}]}""", "configmap \"late\" not found")]
    public async Task Waits_for_what_is_missing(string container, string message)
    {
        await StartAsync("echo $X", container);
        var pod = await UntilAsync(Pods, "p", obj => obj.State("waiting").Text("reason") == "CreateContainerConfigError");
        Assert.Equal(("Pending", message), (pod.Phase(), pod.State("waiting").Text("message")));

        await CreateAsync(ConfigMaps, Manifest.ConfigMap("late", ("X", "here")));
        await UntilAsync(Pods, "p", obj => obj.Phase() == "Succeeded");
        Assert.Equal("here\n", await LogsAsync("p"));
    }

    [Theory]
    [InlineData("""{"image":"Upper"}""", "InvalidImageName")]
    [InlineData("""{"image":"two words"}""", "InvalidImageName")]
    [InlineData("""{"command":null}""", "CreateContainerError")]
    public async Task Leaves_it_pending_when_it_can_never_start(string container, string reason)
    {
        await StartAsync("true", container);
        var pod = await UntilAsync(Pods, "p", obj => obj.State("waiting").Text("reason") == reason);
        Assert.Equal("Pending", pod.Phase());

        await SendAsync(HttpMethod.Delete, $"{Pods}/p");
        await UntilGoneAsync(Pods, "p");
    }

    [Theory]
    [InlineData("registry.example.com:5000/team/app:1.2.3")]
    [InlineData("ghcr.io/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("a__b/c.d-e:Tag_1")]
    public async Task Accepts_every_lawful_image(string image) =>
        Assert.Equal("ok\n", await RunAsync("echo ok", $$"""{"image":"{{image}}"}"""));

    private async Task StartAsync(string script, string container)
    {
        var pod = Manifest.Pod("p", script, map => Formats.Patching.MergePatch.Apply(map, JsonNode.Parse(container)!.AsObject()));
        pod.Metadata()["labels"] = new JsonObject { ["app"] = "it" };
        await CreateAsync(Pods, pod);
    }

    private async Task<string> RunAsync(string script, string container)
    {
        await StartAsync(script, container);
        var pod = await UntilAsync(Pods, "p", obj => obj.HasEnded());
        Assert.Equal("Succeeded", pod.Phase());
        return await LogsAsync("p");
    }
}
