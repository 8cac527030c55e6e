using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_6_HealthAndShutdown : ContractTest
{
    [StatementForEach(Text = "2.6 healthz and healthz/outbound answer 204")]
    [InlineData("/v1.0/healthz")]
    [InlineData("/v1.0/healthz/outbound")]
    [InlineData("/v1.0/healthz?appid=contract")]
    public async Task Healthy(string path) => (await Sidecar.GetAsync(path)).Is(204);

    [Statement(Text = "2.6 another appid: 500 ERR_HEALTH_APPID_NOT_MATCH")]
    public async Task WrongId() => (await Sidecar.GetAsync("/v1.0/healthz?appid=other")).IsError(500, "ERR_HEALTH_APPID_NOT_MATCH");

    [Statement(Text = "2.6 healthz waits for the app's port, healthz/outbound does not, and an app may call while it starts")]
    public async Task WaitsForApp()
    {
        World.NeedsItsOwn();
        var port = Ports.Free();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = port,
            ReadyPath = "/v1.0/healthz/outbound",
        });
        (await sidecar.Api.GetAsync("/v1.0/healthz")).IsError(500, "ERR_HEALTH_NOT_READY");
        (await sidecar.Api.PostAsync("/v1.0/state/memory", """[{"key":"k","value":1}]""")).Is(204);

        await using var app = new ContractApp(port);
        await app.StartAsync();
        await Until.IsAsync("healthz", TimeSpan.FromSeconds(10),
            async () => (await sidecar.Api.GetAsync("/v1.0/healthz")).Status == 204 ? app : null);
    }

    [Statement(Text = "2.6 POST shutdown answers 204 and ends the sidecar with 0")]
    public async Task Shutdown()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions());
        (await sidecar.Api.PostAsync("/v1.0/shutdown", "")).Is(204);

        Assert.True(await sidecar.Process.EndsWithinAsync(TimeSpan.FromSeconds(15)));
    }

    [StatementForEach(Text = "2.6 on the way out active actors are deactivated")]
    [InlineData("shutdown")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Deactivated(string how)
    {
        await using var app = Hosting();
        await app.StartAsync();
        await using var sidecar = await StartAsync(app);
        await sidecar.Api.PostAsync($"/v1.0/actors/Plain/{Id}/method/m", "");
        await (how == "shutdown" ? sidecar.Api.PostAsync("/v1.0/shutdown", "") : sidecar.Process.SignalAsync(how));

        await app.OneAsync(Id, "DELETE ");
        Assert.True(await sidecar.Process.EndsWithinAsync(TimeSpan.FromSeconds(15)));
    }

    [Statement(Text = "2.6 --dapr-block-shutdown-duration: subscriptions stop and the API goes on while the app is there")]
    public async Task Block()
    {
        await using var app = Hosting();
        await app.StartAsync();
        await using var sidecar = await StartAsync(app, "--dapr-block-shutdown-duration", "60s");
        await sidecar.Process.SignalAsync("TERM");
        await Until.IsAsync("it to stop", TimeSpan.FromSeconds(10), () => Task.FromResult(
            sidecar.Process.Output.Contains("Stopping", StringComparison.Ordinal) ? app : null));
        (await sidecar.Api.PostAsync("/v1.0/state/memory", """[{"key":"k","value":1}]""")).Is(204);

        await app.StopAsync();
        Assert.True(await sidecar.Process.EndsWithinAsync(TimeSpan.FromSeconds(20)));
    }

    private static ContractApp Hosting() => new ContractApp(Ports.Free()).OnLine("GET /dapr/config", 200, """{"entities":["Plain"]}""");

    private static Task<SidecarProcess> StartAsync(ContractApp app, params string[] flags)
    {
        World.NeedsItsOwn();
        return SidecarProcess.StartAsync(new SidecarOptions { AppPort = app.Port, Flags = flags });
    }
}
