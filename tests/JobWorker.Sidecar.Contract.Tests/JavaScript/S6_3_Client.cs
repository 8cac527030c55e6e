using JobWorker.Sidecar.Contract.Tests.Support;
using JobWorker.Testing.Emulators;

namespace JobWorker.Sidecar.Contract.Tests.JavaScript;

/// <summary>Dapr's JavaScript client in HTTP mode: each check of <c>dapr-http-client.js</c> by its name.</summary>
public sealed class S6_3_Client(S6_3_Client.Script script) : IClassFixture<S6_3_Client.Script>
{
    private static readonly string[] Names =
    [
        "healthy", "metadata", "state: an unknown store", "publish", "binding", "lock", "secret",
        .. from store in new[] { "redis", "sqlite", "memory" }
           from what in new[] { "save and read", "read in bulk", "etags", "first write", "time to live", "transaction" }
           select $"state {store}: {what}",
    ];

    private static readonly string[] BulkNames = ["publish in bulk", "publish in bulk to nowhere"];

    public static TheoryData<string> Checks => new(Names);

    public static TheoryData<string> BulkChecks => new(BulkNames);

    [StatementForEach(Text = "6.3 @dapr/dapr as a client")]
    [MemberData(nameof(Checks))]
    public void Ok(string check) => IsOk(check);

    [StatementForEach(Text = "6.3 @dapr/dapr as a client", Needs = Feature.BulkPublish)]
    [MemberData(nameof(BulkChecks))]
    public void PublishesInBulk(string check) => IsOk(check);

    [Statement(Text = "6.3 @dapr/dapr as a client: invoke", Needs = Feature.Invocation)]
    public void Invokes() => IsOk("invoke");

    [Statement(Text = "6.3 @dapr/dapr as a client: secrets in bulk", Needs = Feature.SecretsInBulk)]
    public void SecretsInBulk() => IsOk("secrets in bulk");

    [Statement(Text = "6.3 @dapr/dapr as a client: the app hears what it publishes and sends")]
    public async Task Heard()
    {
        Skip.If(script.Missing is not null, script.Missing);
        var app = (await World.GetAsync()).App;

        await app.WaitAsync(script.Mark, 2, "POST /plain");
        await app.OneAsync(script.Mark, "POST /hook");
    }

    [Statement(Text = "6.3 @dapr/dapr as a client: nothing it tried is left out here")]
    public void Complete()
    {
        Skip.If(script.Missing is not null, script.Missing);
        var known = Names.Concat(BulkNames).Append("invoke").Append("secrets in bulk");

        Assert.Equal(known.Order(StringComparer.Ordinal), script.Run!.Names.Order(StringComparer.Ordinal));
    }

    [Statement(Text = "6.3 @dapr/dapr as a client: shutdown")]
    public async Task Shutdown()
    {
        Skip.If(script.Missing is not null, script.Missing);
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions());
        await using var process = TapRun.Start("dapr-http-client.js", sidecar.Api, script.Mark, "shutdown");

        (await TapRun.ReadAsync(process)).IsOk("shutdown");
        Assert.True(await sidecar.Process.EndsWithinAsync(TimeSpan.FromSeconds(15)));
    }

    private void IsOk(string check)
    {
        Skip.If(script.Missing is not null, script.Missing);
        script.Run!.IsOk(check);
    }

    /// <summary>One run of the script for all checks.</summary>
    public sealed class Script : IAsyncLifetime
    {
        internal string Mark { get; } = Support.Mark.New();

        internal string? Missing { get; } = EmulatorPackages.Missing;

        internal TapRun? Run { get; private set; }

        public async Task InitializeAsync()
        {
            if (Missing is null)
            {
                await using var process = TapRun.Start("dapr-http-client.js", (await World.GetAsync()).Api, Mark);
                Run = await TapRun.ReadAsync(process);
            }
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
