using System.Globalization;
using JobWorker.DevSidecar.Tests.Support;
using JobWorker.Testing;
using JobWorker.Testing.Emulators;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class TheJavaScriptClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task Agrees_with_the_sidecar_in_gRPC_mode()
    {
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var app = new FakeApp().On("POST /jobs", 200).On("POST /hook", 200, "thanks")
            .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""");
        await app.StartAsync();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Yaml = Yaml(app.Port),
            Flags = ["--embedded"],
            Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" },
        });

        await using var client = ServerProcess.Start(
            "@dapr/dapr", EmulatorPackages.Folder, new Dictionary<string, string?>(), EmulatorPackages.Node!,
            "dapr-grpc.js", sidecar.Sidecar.GrpcAddress.Port.ToString(CultureInfo.InvariantCulture), "secret");

        Assert.True(await client.EndsWithinAsync(Patience), $"still running: {client.Output}");
        Assert.True(client.Output.EndsWith("ok unimplemented", StringComparison.Ordinal), client.Output);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 1);
        Assert.Contains("""
            "data":{"from":"js"}
            """, app.CallsTo("POST /jobs")[0].Body, StringComparison.Ordinal);
        Assert.Equal("""{"from":"js"}""", app.CallsTo("POST /hook")[0].Body);
    }

    private static string Yaml(int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        {{SidecarHarness.InMemory}}
        ---
        kind: Component
        metadata: {name: lockstore}
        spec: {type: lock.redis}
        ---
        kind: Component
        metadata: {name: webhook}
        spec:
          type: bindings.http
          metadata: [{name: url, value: "http://127.0.0.1:{{port}}/hook"}]
        """);
}
