using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2.Actors;

public sealed class S2_1_ActorState : ContractTest
{
    private string Actor => $"/v1.0/actors/Plain/{Id}";

    [Statement(Text = "2.1 state is given back as the raw JSON that was written, without an ETag")]
    public async Task Raw()
    {
        await ActivateAsync();
        await WriteAsync("""[{"operation":"upsert","request":{"key":"k","value":{"b": 1.50,"a":"<ü>"}}}]""");
        var read = await Sidecar.GetAsync($"{Actor}/state/k");

        read.Is(200, """{"b": 1.50,"a":"<ü>"}""");
        Assert.DoesNotContain("ETag", read.Headers.Keys);
    }

    [Statement(Text = "2.1 what is not there answers 204")]
    public async Task Missing()
    {
        await ActivateAsync();

        (await Sidecar.GetAsync($"{Actor}/state/none")).Is(204);
    }

    [StatementForEach(Text = "2.1 a transaction of upserts and deletes answers 204 and is applied in one")]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Transaction(string verb)
    {
        await ActivateAsync();
        await WriteAsync("""[{"operation":"upsert","request":{"key":"old","value":1}}]""");
        (await Sidecar.SendAsync(verb, $"{Actor}/state", """
            [{"operation":"upsert","request":{"key":"new","value":2}},{"operation":"delete","request":{"key":"old"}}]
            """)).Is(204);

        Assert.Equal("2", (await Sidecar.GetAsync($"{Actor}/state/new")).Body);
        (await Sidecar.GetAsync($"{Actor}/state/old")).Is(204);
    }

    [Statement(Text = "2.1 an actor that is not active: 400 ERR_ACTOR_INSTANCE_MISSING")]
    public async Task Inactive()
    {
        (await Sidecar.PutAsync($"{Actor}/state", "[]")).IsError(400, "ERR_ACTOR_INSTANCE_MISSING");
        (await Sidecar.GetAsync($"{Actor}/state/k")).IsError(400, "ERR_ACTOR_INSTANCE_MISSING");
    }

    [StatementForEach(Text = "2.1 a body that is no list of operations: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[5]")]
    [InlineData("""[{"operation":"upsert"}]""")]
    [InlineData("""[{"operation":5,"request":{"key":"k"}}]""")]
    [InlineData("""[{"operation":"upsert","request":{"key":"k","value":1}}""")]
    public async Task Malformed(string body)
    {
        await ActivateAsync();

        (await Sidecar.PutAsync($"{Actor}/state", body)).IsError(400, "ERR_MALFORMED_REQUEST");
    }

    [Statement(Text = "2.1 a wrong etag fails the whole transaction with 500 ERR_ACTOR_STATE_TRANSACTION_SAVE")]
    public async Task WrongEtag()
    {
        await ActivateAsync();
        await WriteAsync("""[{"operation":"upsert","request":{"key":"k","value":1}}]""");

        (await Sidecar.PutAsync($"{Actor}/state", """[{"operation":"upsert","request":{"key":"k","value":2,"etag":"99"}}]"""))
            .IsError(500, "ERR_ACTOR_STATE_TRANSACTION_SAVE");
        Assert.Equal("1", (await Sidecar.GetAsync($"{Actor}/state/k")).Body);
    }

    [Statement(Text = "2.1 ttlInSeconds without the feature ActorStateTTL fails the whole transaction with 500")]
    public async Task TtlIsOff()
    {
        await ActivateAsync();

        (await Sidecar.PutAsync($"{Actor}/state", """
            [{"operation":"upsert","request":{"key":"other","value":1}},
             {"operation":"upsert","request":{"key":"k","value":1,"metadata":{"ttlInSeconds":"60"}}}]
            """)).IsError(500, "ERR_ACTOR_STATE_TRANSACTION_SAVE");
        (await Sidecar.GetAsync($"{Actor}/state/other")).Is(204);
    }

    [Statement(Text = "2.1 with the feature ActorStateTTL the state ends, and reading it tells when")]
    public async Task Ttl()
    {
        World.NeedsItsOwn();
        await using var app = new ContractApp(Ports.Free()).OnLine("GET /dapr/config", 200, """{"entities":["Plain"]}""");
        await app.StartAsync();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = app.Port,
            Yaml = """
                kind: Component
                metadata: {name: memory}
                spec: {type: state.in-memory, metadata: [{name: actorStateStore, value: "true"}]}
                ---
                kind: Configuration
                metadata: {name: c}
                spec: {features: [{name: ActorStateTTL, enabled: true}]}
                """,
        });
        await sidecar.Api.PutAsync($"{Actor}/method/m", "");
        (await sidecar.Api.PutAsync(
            $"{Actor}/state",
            """[{"operation":"upsert","request":{"key":"k","value":1,"metadata":{"ttlInSeconds":"2"}}}]""")).Is(204);

        var read = await sidecar.Api.GetAsync($"{Actor}/state/k");
        Assert.True(DateTimeOffset.TryParse(read.Headers["metadata.ttlExpireTime"], out _));
        await Until.IsAsync("its end", TimeSpan.FromSeconds(10),
            async () => (await sidecar.Api.GetAsync($"{Actor}/state/k")).Status == 204 ? app : null);
    }

    [Statement(Text = "2.1 keys are {appId}||{actorType}||{actorId}||{key}, in Redis a hash with data and version")]
    public async Task Layout()
    {
        using var redis = Redis();
        await ActivateAsync();
        await WriteAsync("""[{"operation":"upsert","request":{"key":"k","value":[1]}}]""");

        Assert.Equal("[1]", redis.Call("HGET", $"contract||Plain||{Id}||k", "data"));
        Assert.Equal("1", redis.Call("HGET", $"contract||Plain||{Id}||k", "version"));
    }

    [Statement(Text = "2.1 without a store for actors: 500 ERR_ACTOR_RUNTIME_NOT_FOUND")]
    public async Task NoStore()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Yaml = "kind: Component\nmetadata: {name: memory}\nspec: {type: state.in-memory}",
        });

        (await sidecar.Api.GetAsync($"{Actor}/state/k")).IsError(500, "ERR_ACTOR_RUNTIME_NOT_FOUND");
    }

    private async Task ActivateAsync() => (await Sidecar.PostAsync($"{Actor}/method/m", "")).Is(200);

    private async Task WriteAsync(string operations) => (await Sidecar.PutAsync($"{Actor}/state", operations)).Is(204);
}
