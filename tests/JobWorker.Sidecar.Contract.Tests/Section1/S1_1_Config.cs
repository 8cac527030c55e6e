using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_1_Config : ContractTest
{
    [Statement(Text = "1.1 the question carries dapr-app-id")]
    public void AppId() =>
        Assert.Equal("contract", Assert.Single(App.Unmarked, call => call.Line == "GET /dapr/config").Header("dapr-app-id"));

    [Statement(Text = "1.1 entities are the actor types, and nothing of entitiesConfig that is not among them")]
    public async Task Types()
    {
        var types = (await Sidecar.GetAsync("/v1.0/metadata")).Json.GetProperty("actorRuntime").GetProperty("activeActors")
            .EnumerateArray().Select(one => one.GetProperty("type").GetString()).Order();

        Assert.Equal(["Brief", "Nested", "Plain"], types);
    }

    [Statement(Text = "1.1 any answer but 200 means no actors")]
    public async Task NoConfig()
    {
        World.NeedsItsOwn();
        await using var app = new ContractApp(Ports.Free()).OnLine("GET /dapr/config", 500, """{"entities":["Plain"]}""");
        await app.StartAsync();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions { AppPort = app.Port });

        (await sidecar.Api.PutAsync($"/v1.0/actors/Plain/{Id}/reminders/r", "{}")).IsError(403, "ERR_ACTOR_REMINDER_NON_HOSTED");
    }

    [Statement(Text = "1.1 actorIdleTimeout of a type in entitiesConfig wins; the duration may be the .NET SDK's 0h0m1s0ms")]
    public async Task Idle()
    {
        await Sidecar.PutAsync($"/v1.0/actors/Brief/{Id}/method/m", "");

        var end = await App.OneAsync(Id, "DELETE ");

        Assert.Equal($"DELETE /actors/Brief/{Id}", end.Line);
        var lived = System.Diagnostics.Stopwatch.GetElapsedTime(App.Calls(Id)[0].At, end.At);
        Assert.InRange(lived.TotalSeconds, 0.99, 6);
    }
}
