using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_7_AppHealth : ContractTest
{
    private volatile int _health = 200;

    [Statement(Text = "1.7 probes are off by default")]
    public void Off()
    {
        World.NeedsItsOwn();
        Assert.DoesNotContain(App.Unmarked, call => call.Target == "/healthz");
    }

    [Statement(Text = "1.7 the app starts unhealthy: nothing is subscribed before the first success, and healthy again it is")]
    public async Task StartsUnhealthy()
    {
        _health = 503;
        await using var app = Unsteady();
        await using var sidecar = await StartAsync(app);
        await Until.IsAsync("a probe", TimeSpan.FromSeconds(10), () => Task.FromResult(ProbesOf(app) > 0 ? app : null));
        Assert.DoesNotContain(app.Unmarked, call => call.Line == "GET /dapr/subscribe");

        _health = 204;

        await Until.IsAsync("the question", TimeSpan.FromSeconds(10),
            () => Task.FromResult(app.Unmarked.FirstOrDefault(call => call.Line == "GET /dapr/subscribe")));
    }

    [Statement(Text = "1.7 after the threshold of failed probes callbacks fail, and actor types are hosted no more")]
    public async Task Unhealthy()
    {
        await using var app = Unsteady();
        await using var sidecar = await StartAsync(app);
        await Until.IsAsync("the actor", TimeSpan.FromSeconds(15), async () =>
            (await sidecar.Api.PutAsync($"/v1.0/actors/Plain/{Id}/method/m", "")).Status == 200 ? app : null);

        _health = 500;

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10), async () =>
            (await sidecar.Api.PutAsync($"/v1.0/actors/Plain/{Id}/reminders/r", """{"dueTime":"1h"}""")).Status == 403 ? app : null);
        await app.OneAsync(Id, "DELETE ");
    }

    [Statement(Text = "1.7 the probe is GET of --app-health-check-path every interval; metadata tells them")]
    public async Task Probe()
    {
        await using var app = Unsteady();
        await using var sidecar = await StartAsync(app);
        await Until.IsAsync("probes", TimeSpan.FromSeconds(10), () => Task.FromResult(ProbesOf(app) > 1 ? app : null));

        var health = (await sidecar.Api.GetAsync("/v1.0/metadata")).Json
            .GetProperty("appConnectionProperties").GetProperty("health");
        Assert.Equal(
            ("/well", "1s", "500ms", 1),
            (health.GetProperty("healthCheckPath").GetString(), health.GetProperty("healthProbeInterval").GetString(),
                health.GetProperty("healthProbeTimeout").GetString(), health.GetProperty("healthThreshold").GetInt32()));
    }

    private static int ProbesOf(ContractApp app) => app.Unmarked.Count(call => call.Line == "GET /well");

    private ContractApp Unsteady() => new ContractApp(Ports.Free())
        .OnLine("GET /dapr/config", 200, """{"entities":["Plain"]}""")
        .OnLine("GET /well", (_, http) => ContractApp.WriteAsync(http, _health));

    private static async Task<SidecarProcess> StartAsync(ContractApp app)
    {
        World.NeedsItsOwn();
        await app.StartAsync();
        return await SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = app.Port,
            ReadyPath = "/v1.0/healthz/outbound",
            Flags =
            [
                "--enable-app-health-check", "--app-health-check-path", "/well", "--app-health-probe-interval", "1",
                "--app-health-threshold", "1",
            ],
        });
    }
}
