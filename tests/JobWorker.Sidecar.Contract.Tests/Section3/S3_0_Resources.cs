using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section3;

public sealed class S3_0_Resources : ContractTest
{
    [Statement(Text = "3 a component for other apps is not loaded")]
    public async Task Scopes() => (await Sidecar.GetAsync("/v1.0/state/of-others/k")).IsError(400, "ERR_STATE_STORE_NOT_FOUND");

    [StatementForEach(Text = "3 what cannot be loaded stops the start, with file and line")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec: {type: state.nothing}", "state.nothing")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec: {version: v1}", "spec.type")]
    [InlineData("kind: Component\nspec: {type: state.in-memory}", "metadata")]
    [InlineData("kind: Component\nmetadata: {name: [}", "not valid YAML")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec: {type: bindings.http}", "url")]
    public async Task Refused(string yaml, string reason)
    {
        World.NeedsItsOwn();
        await using var sidecar = SidecarProcess.Launch(new SidecarOptions { Yaml = yaml });

        Assert.True(await sidecar.Process.EndsWithinAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains(reason, sidecar.Process.Output, StringComparison.Ordinal);
        Assert.Matches("all\\.yaml:[0-9]+", sidecar.Process.Output);
        Assert.DoesNotContain("   at ", sidecar.Process.Output, StringComparison.Ordinal);
    }

    [Statement(Text = "3 ignoreErrors starts without the component")]
    public async Task IgnoreErrors()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Yaml = "kind: Component\nmetadata: {name: a}\nspec: {type: bindings.http, ignoreErrors: true}",
        });

        (await sidecar.Api.PostAsync("/v1.0/bindings/a", """{"operation":"get"}""")).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Statement(Text = "3 envRef and secretKeyRef fill in values, and templates are replaced")]
    public async Task References()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Environment = new Dictionary<string, string?>
            {
                ["HOOK"] = $"http://127.0.0.1:{App.Port}/hook",
                ["TOKEN"] = "t0ken",
            },
            Yaml = """
                kind: Component
                metadata: {name: env}
                spec: {type: secretstores.local.env}
                ---
                kind: Component
                metadata: {name: hook}
                auth: {secretStore: env}
                spec:
                  type: bindings.http
                  metadata:
                  - {name: url, envRef: HOOK}
                  - {name: securityToken, secretKeyRef: {name: TOKEN, key: TOKEN}}
                  - {name: securityTokenHeader, value: "X-{appID}"}
                """,
        });
        await sidecar.Api.PostAsync("/v1.0/bindings/hook", $$"""{"operation":"post","data":"{{Id}}"}""");

        Assert.Equal("t0ken", App.Calls(Id)[0].Header("X-contract"));
    }

    [Statement(Text = "3.6 a resource file that is added while the sidecar runs is loaded", Needs = Feature.HotReload)]
    public async Task Reload()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions());
        File.WriteAllText(
            Path.Combine(Path.GetDirectoryName(sidecar.YamlFile)!, "more.yaml"),
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: later}\nspec: {type: state.in-memory, version: v1}");

        await Until.IsAsync("the store", TimeSpan.FromSeconds(15),
            async () => (await sidecar.Api.GetAsync("/v1.0/state/later/k")).Status == 204 ? App : null);
    }
}
