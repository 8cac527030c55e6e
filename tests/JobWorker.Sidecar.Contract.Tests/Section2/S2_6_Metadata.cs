using System.Text.Json;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_6_Metadata : ContractTest
{
    [Statement(Text = "2.6 id, runtimeVersion and extended.daprRuntimeVersion")]
    public async Task Names()
    {
        var metadata = await ReadAsync();

        Assert.Equal("contract", metadata.GetProperty("id").GetString());
        Assert.NotEqual("", metadata.GetProperty("runtimeVersion").GetString());
        Assert.Equal(
            metadata.GetProperty("runtimeVersion").GetString(),
            metadata.GetProperty("extended").GetProperty("daprRuntimeVersion").GetString());
    }

    [Statement(Text = "6.4 runtimeVersion says that it is not daprd")]
    public async Task Honest()
    {
        Skip.If(World.ExternalAddress is not null, "another sidecar is asked");

        Assert.StartsWith("jobworker-devsidecar/", (await ReadAsync()).GetProperty("runtimeVersion").GetString(), StringComparison.Ordinal);
    }

    [StatementForEach(Text = "2.6 components have name, type, version and capabilities")]
    [InlineData("redis", "state.redis", "ETAG")]
    [InlineData("sqlite", "state.sqlite", "TRANSACTIONAL")]
    [InlineData("memory", "state.in-memory", "ETAG")]
    public async Task Components(string name, string type, string capability)
    {
        var component = (await ReadAsync()).GetProperty("components").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == name);

        Assert.Equal((type, "v1"), (component.GetProperty("type").GetString(), component.GetProperty("version").GetString()));
        Assert.Contains(capability, component.GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()));
    }

    [Statement(Text = "2.6 appConnectionProperties tell port, protocol and address")]
    public async Task AppConnection()
    {
        var app = (await ReadAsync()).GetProperty("appConnectionProperties");

        Assert.Equal(
            (App.Port, "http", "127.0.0.1"),
            (app.GetProperty("port").GetInt32(), app.GetProperty("protocol").GetString(), app.GetProperty("channelAddress").GetString()));
        Assert.False(app.TryGetProperty("health", out _));
    }

    [Statement(Text = "2.6 actorRuntime is RUNNING and counts active actors by type")]
    public async Task ActorRuntime()
    {
        await Sidecar.PostAsync($"/v1.0/actors/Plain/{Id}/method/m", "");
        var runtime = (await ReadAsync()).GetProperty("actorRuntime");

        Assert.Equal("RUNNING", runtime.GetProperty("runtimeStatus").GetString());
        Assert.True(runtime.GetProperty("hostReady").GetBoolean());
        Assert.True(runtime.GetProperty("activeActors").EnumerateArray()
            .Single(one => one.GetProperty("type").GetString() == "Plain").GetProperty("count").GetInt32() > 0);
    }

    [Statement(Text = "2.6 resiliencies are named, and what is empty is left out")]
    public async Task Resiliencies()
    {
        var metadata = await ReadAsync();

        Assert.Equal("contract", Assert.Single(metadata.GetProperty("resiliencies").EnumerateArray()).GetProperty("name").GetString());
        Assert.False(metadata.TryGetProperty("httpEndpoints", out _));
    }

    [Statement(Text = "2.6 PUT of a key answers 204, and extended has it")]
    public async Task Put()
    {
        (await Sidecar.PutAsync($"/v1.0/metadata/{Id}", "a value ü", "text/plain")).Is(204);

        Assert.Equal("a value ü", (await ReadAsync()).GetProperty("extended").GetProperty(Id).GetString());
    }

    [Statement(Text = "2.6 metadata answers before the app's port is open, with INITIALIZING actors")]
    public async Task Early()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = Ports.Free(),
            ReadyPath = "/v1.0/healthz/outbound",
        });

        var runtime = (await sidecar.Api.GetAsync("/v1.0/metadata")).Is(200).Json.GetProperty("actorRuntime");
        Assert.Equal("INITIALIZING", runtime.GetProperty("runtimeStatus").GetString());
    }

    private async Task<JsonElement> ReadAsync() => (await Sidecar.GetAsync("/v1.0/metadata")).Is(200).Json;
}
