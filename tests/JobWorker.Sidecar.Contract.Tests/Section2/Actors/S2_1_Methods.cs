using System.Diagnostics;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2.Actors;

public sealed class S2_1_Methods : ContractTest
{
    [Statement(Text = "2.1 an app's non-200 is 500 ERR_ACTOR_INVOKE_METHOD with the app's status and body in the message")]
    public async Task Failure()
    {
        App.On(Id, 503, "tired");
        var answer = await Sidecar.PostAsync($"/v1.0/actors/Plain/{Id}/method/m", "");

        answer.IsError(500, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains(
            "error invoke actor method: error from actor service: (503) tired", answer.Json.GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Statement(Text = "2.1 an unknown type is retried five times a second apart, then 500 did not find address for actor")]
    public async Task UnknownType()
    {
        var begin = Stopwatch.GetTimestamp();
        var answer = await Sidecar.PostAsync($"/v1.0/actors/Unknown/{Id}/method/m", "");

        answer.IsError(500, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("did not find address for actor", answer.Body, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 4.9, 15);
    }

    [StatementForEach(Text = "2.1 type and id may not contain # ? / \\")]
    [InlineData("Plain/a%23b")]
    [InlineData("Plain/a%3Fb")]
    [InlineData("Plain/a%2Fb")]
    [InlineData("Plain/a%5Cb")]
    [InlineData("Pla%23in/a")]
    public async Task Reserved(string actor) =>
        (await Sidecar.PostAsync($"/v1.0/actors/{actor}/method/m", "")).IsError(400, "ERR_BAD_REQUEST");

    [Statement(Text = "2.1 nor NUL, which no request may contain")]
    public async Task Nul() => (await Sidecar.PostAsync("/v1.0/actors/Plain/a%00b/method/m", "")).Is(400);

    [StatementForEach(Text = "2.1 other special characters in ids and methods reach the app as they are")]
    [InlineData("a b")]
    [InlineData("a%b")]
    [InlineData("a:b@c&d=e+f")]
    [InlineData("ü€😀")]
    public async Task Special(string text)
    {
        var path = Uri.EscapeDataString($"{Id}{text}");
        (await Sidecar.PostAsync($"/v1.0/actors/Plain/{path}/method/{Uri.EscapeDataString(text)}", "")).Is(200);

        var segments = App.Calls(Id)[0].Target.Split('/');
        Assert.Equal(($"{Id}{text}", text), (Uri.UnescapeDataString(segments[3]), Uri.UnescapeDataString(segments[5])));
    }

    [Statement(Text = "2.1 one turn at a time for an actor, in the order of the calls")]
    public async Task Turns()
    {
        var first = new TaskCompletionSource();
        App.On(Id, (call, _) => call.Target.EndsWith("/0", StringComparison.Ordinal) ? first.Task : Task.CompletedTask);
        var calls = new List<Task<Answer>> { CallAsync(0) };
        await App.OneAsync(Id);
        calls.Add(CallAsync(1));
        (await Sidecar.PostAsync($"/v1.0/actors/Plain/{Mark.New()}/method/m", "")).Is(200);

        Assert.Single(App.Calls(Id));
        first.SetResult();
        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(["0", "1"], App.Calls(Id).Select(call => call.Target[^1..]));

        Task<Answer> CallAsync(int n) => Sidecar.PostAsync($"/v1.0/actors/Plain/{Id}/method/{n}", "");
    }

    [Statement(Text = "2.1 a caller who goes away does not keep others waiting")]
    public async Task Gone()
    {
        App.On(Id, async (call, http) =>
        {
            if (call.Target.EndsWith("/slow", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
            }
        });
        using (var http = new HttpClient { BaseAddress = Sidecar.Address })
        using (var gone = new CancellationTokenSource())
        {
            http.DefaultRequestHeaders.Add("dapr-api-token", Sidecar.Token ?? "");
            var slow = http.PutAsync($"/v1.0/actors/Plain/{Id}/method/slow", null, gone.Token);
            await App.OneAsync(Id);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        }

        (await Sidecar.PostAsync($"/v1.0/actors/Plain/{Id}/method/quick", "")).Is(200);
    }

    [Statement(Text = "2.1 a call longer than actorIdleTimeout is cancelled: the idle clock starts at the start of the call")]
    public async Task IdleDuringCall()
    {
        App.On(Id, (call, http) => call.Method == "PUT"
            ? Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default)
            : Task.CompletedTask);

        (await Sidecar.PostAsync($"/v1.0/actors/Brief/{Id}/method/m", "")).IsError(500, "ERR_ACTOR_INVOKE_METHOD");
        await App.OneAsync(Id, "DELETE ");
    }

    [Statement(Text = "2.1 an actor can be called again after its deactivation")]
    public async Task Again()
    {
        await Sidecar.PostAsync($"/v1.0/actors/Brief/{Id}/method/m", "");
        await App.OneAsync(Id, "DELETE ");

        (await Sidecar.PostAsync($"/v1.0/actors/Brief/{Id}/method/m", "")).Is(200);
    }

    [Statement(Text = "2.1 two sidecars of one app: every actor is at one of them, and calls find it from either", Needs = Feature.Placement)]
    public async Task Placed()
    {
        World.NeedsItsOwn();
        await using var one = await PeerAsync();
        await using var two = await PeerAsync();
        await using var shared = new TemporaryFolder();
        await using var first = await StartAsync(one, shared.Path);
        await using var second = await StartAsync(two, shared.Path);
        await Until.IsAsync("the place of the second", TimeSpan.FromSeconds(15), async () =>
            (await second.Api.GetAsync("/v1.0/metadata")).Body.Contains("\"hostReady\":true", StringComparison.Ordinal) ? second : null);
        for (var n = 0; n < 20; n++)
        {
            (await first.Api.PutAsync($"/v1.0/actors/Plain/{Id}-{n}/method/m", "")).Is(200);
            (await second.Api.PutAsync($"/v1.0/actors/Plain/{Id}-{n}/method/m", "")).Is(200);
        }

        var (ours, theirs) = (one.Calls(Id).CountBy(call => call.Target), two.Calls(Id).CountBy(call => call.Target));
        Assert.All(ours.Concat(theirs), pair => Assert.Equal(2, pair.Value));
        Assert.True(ours.Any() && theirs.Any());

        // The last of two flags of a name counts; sidecars of one app meet in their data path.
        static Task<SidecarProcess> StartAsync(ContractApp app, string dataPath) => SidecarProcess.StartAsync(new SidecarOptions
        {
            AppPort = app.Port,
            Flags = ["--data-path", dataPath],
        });
    }

    private static async Task<ContractApp> PeerAsync()
    {
        var app = new ContractApp(Ports.Free()).OnLine("GET /dapr/config", 200, """{"entities":["Plain"]}""");
        await app.StartAsync();
        return app;
    }
}
