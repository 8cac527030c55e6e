using System.Globalization;
using JobWorker.Sidecar.Contract.Tests.Support;
using JobWorker.Testing.Emulators;

namespace JobWorker.Sidecar.Contract.Tests.JavaScript;

/// <summary>Dapr's JavaScript server behind the sidecar: each check of <c>dapr-http-server.js</c> by its name.</summary>
public sealed class S6_3_Server(S6_3_Server.Script script) : IClassFixture<S6_3_Server.Script>
{
    private static readonly string[] Names =
    [
        "single", "text", "route by rule", "route by default", "drop goes to the dead letters", "retry is tried again",
        "an exception counts as success", "input binding", "actor: method with state", "actor: one turn at a time",
        "actor: a method that throws", "actor: a method that is not there", "actor: timer", "actor: reminder",
        "actor: deactivation when idle, and its state stays",
    ];

    public static TheoryData<string> Checks => new(Names);

    [StatementForEach(Text = "6.3 @dapr/dapr as a server")]
    [MemberData(nameof(Checks))]
    public void Ok(string check) => IsOk(check);

    [Statement(Text = "6.3 @dapr/dapr as a server: in bulk", Needs = Feature.BulkSubscribe)]
    public void InBulk() => IsOk("in bulk");

    [Statement(Text = "6.3 @dapr/dapr as a server: nothing it tried is left out here")]
    public void Complete()
    {
        Skip.If(script.Missing is not null, script.Missing);
        var known = Names.Append("in bulk");

        Assert.Equal(known.Order(StringComparer.Ordinal), script.Run!.Names.Order(StringComparer.Ordinal));
    }

    private void IsOk(string check)
    {
        Skip.If(script.Missing is not null, script.Missing);
        script.Run!.IsOk(check);
    }

    /// <summary>A sidecar with a queue, and one run of the script behind it for all checks.</summary>
    public sealed class Script : IAsyncLifetime
    {
        internal string? Missing { get; } = World.ExternalAddress is not null
            ? "needs to start a sidecar, and DAPR_HTTP_ENDPOINT names one that runs" : EmulatorPackages.Missing;

        internal TapRun? Run { get; private set; }

        public async Task InitializeAsync()
        {
            if (Missing is not null)
            {
                return;
            }

            await using var sqs = await SqsEmulator.StartAsync();
            await sqs.CreateQueueAsync("queue");
            await sqs.SendAsync("queue", """{"text":"hello"}""");
            var port = Ports.Free();
            await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
            {
                AppPort = port,
                ReadyPath = "/v1.0/healthz/outbound",
                Flags = ["--embedded"],
                Environment = new Dictionary<string, string?> { ["DAPR_API_TOKEN"] = "js-secret" },
                Yaml = Yaml(sqs.Address),
            });
            await using var process = TapRun.Start(
                "dapr-http-server.js", sidecar.Api, port.ToString(CultureInfo.InvariantCulture), Mark.New());
            Run = await TapRun.ReadAsync(process);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private static string Yaml(string endpoint) => $$"""
            kind: Component
            metadata: {name: memory}
            spec: {type: state.in-memory, metadata: [{name: actorStateStore, value: "true"}]}
            ---
            kind: Component
            metadata: {name: messages}
            spec: {type: pubsub.redis}
            ---
            kind: Component
            metadata: {name: patient}
            spec: {type: pubsub.redis}
            ---
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies: {retries: {thrice: {policy: constant, duration: 50ms, maxRetries: 3} } }
              targets: {components: {patient: {inbound: {retry: thrice} } } }
            ---
            kind: Component
            metadata: {name: queue}
            spec:
              type: bindings.aws.sqs
              metadata:
              - {name: queueName, value: queue}
              - {name: region, value: us-east-1}
              - {name: endpoint, value: "{{endpoint}}"}
              - {name: accessKey, value: a}
              - {name: secretKey, value: b}
            """;
    }
}
