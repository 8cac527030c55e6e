using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_0_Callbacks : ContractTest
{
    [Statement(Text = "1 every callback carries dapr-api-token when APP_API_TOKEN is set")]
    public async Task Token()
    {
        World.NeedsItsOwn();
        await PublishAsync("plain");
        await Sidecar.PutAsync($"/v1.0/actors/Plain/{Id}/method/m", "");

        Assert.All(await App.WaitAsync(Id, 2), call => Assert.Equal(ContractAnswers.AppToken, call.Header("dapr-api-token")));
        Assert.All(App.Unmarked.Where(call => call.Target.StartsWith("/dapr/", StringComparison.Ordinal)),
            call => Assert.Equal(ContractAnswers.AppToken, call.Header("dapr-api-token")));
    }

    [Statement(Text = "1 traceparent is sent with every callback")]
    public async Task Trace()
    {
        await PublishAsync("plain");
        await Sidecar.PutAsync($"/v1.0/actors/Plain/{Id}/method/m", "");

        Assert.All(await App.WaitAsync(Id, 2), call => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", call.Header("traceparent")));
    }

    [Statement(Text = "1 --app-max-concurrency limits callbacks at a time")]
    public async Task Concurrency()
    {
        World.NeedsItsOwn();
        await using var app = new ContractApp(Ports.Free());
        var (now, most) = (0, 0);
        app.OnLine("GET /dapr/config", 200, """{"entities":["Plain"]}""").On(Id, async (_, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(50);
            Interlocked.Decrement(ref now);
        });
        await app.StartAsync();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = app.Port,
            Flags = ["--app-max-concurrency", "2"],
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => sidecar.Api.PutAsync($"/v1.0/actors/Plain/{Id}-{n}/method/m", "")));

        Assert.Equal(2, most);
    }

    [Statement(Text = "1 an answer of the app larger than max-body-size fails the call")]
    public async Task Largest()
    {
        App.On(Id, 200, new string('x', (4 << 20) + 1));

        (await Sidecar.PutAsync($"/v1.0/actors/Plain/{Id}/method/m", "")).IsError(500, "ERR_ACTOR_INVOKE_METHOD");
    }

    [Statement(Text = "1 start-up: the port, then /dapr/config, then /dapr/subscribe, then OPTIONS of input bindings")]
    public async Task Order()
    {
        World.NeedsItsOwn();
        await using var app = ContractAnswers.Give(new ContractApp(Ports.Free()));
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = app.Port,
            ReadyPath = "/v1.0/healthz/outbound",
            Yaml = """
                kind: Component
                metadata: {name: queue}
                spec:
                  type: bindings.aws.sqs
                  metadata:
                  - {name: queueName, value: none}
                  - {name: region, value: us-east-1}
                  - {name: endpoint, value: "http://127.0.0.1:9"}
                  - {name: accessKey, value: a}
                  - {name: secretKey, value: b}
                """,
        });
        (await sidecar.Api.GetAsync("/v1.0/healthz")).IsError(500, "ERR_HEALTH_NOT_READY");
        await app.StartAsync();
        await Until.IsAsync("the sidecar", TimeSpan.FromSeconds(15),
            async () => (await sidecar.Api.GetAsync("/v1.0/healthz")).Status == 204 ? sidecar : null);

        await Until.IsAsync("the probe", TimeSpan.FromSeconds(15), () => Task.FromResult(app.Unmarked.Count >= 3 ? app : null));
        Assert.Equal(
            ["GET /dapr/config", "GET /dapr/subscribe", "OPTIONS /queue"], app.Unmarked.Take(3).Select(call => call.Line));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
