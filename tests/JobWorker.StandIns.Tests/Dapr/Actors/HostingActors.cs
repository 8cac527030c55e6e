using System.Net;
using Dapr.Actors;
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Builder;

namespace JobWorker.StandIns.Tests.Dapr.Actors;

public sealed class HostingActors
{
    private const string Tally = "/actors/TallyActor/a1/method";

    [Fact]
    public async Task Tells_the_sidecar_which_actors_there_are_and_how_to_treat_them()
    {
        await using var app = await ActorApp.StartAsync(options =>
        {
            options.ActorIdleTimeout = TimeSpan.FromMinutes(90);
            options.DrainOngoingCallTimeout = TimeSpan.FromSeconds(20);
            options.DrainRebalancedActors = true;
            options.ReentrancyConfig = new() { Enabled = true, MaxStackDepth = 8 };
            options.Actors.RegisterActor<TallyActor>(
                "Other", new ActorRuntimeOptions { ActorIdleTimeout = TimeSpan.FromSeconds(1.5) });
        });

        var response = await app.Http.GetAsync("/dapr/config");

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """
            {"entities":["TallyActor","Other"],
            "actorIdleTimeout":"1h30m0s0ms","drainOngoingCallTimeout":"0h0m20s0ms","drainRebalancedActors":true,
            "reentrancy":{"enabled":true,"maxStackDepth":8},
            "entitiesConfig":[{"entities":["Other"],"actorIdleTimeout":"0h0m1s500ms","reentrancy":{"enabled":false}}]}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Activates_on_the_first_call_and_keeps_the_actor()
    {
        await using var app = await ActorApp.StartAsync();

        await app.PutAsync($"{Tally}/TellAsync", """{"command":"add","number":2}""");
        var response = await app.PutAsync($"{Tally}/TellAsync", """{"command":"add","number":3}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"reply":"total","number":5}""", await response.Content.ReadAsStringAsync());
        Assert.Single(app.Life.Events, "activated a1");
    }

    [Fact]
    public async Task Runs_what_surrounds_a_turn()
    {
        await using var app = await ActorApp.StartAsync();

        var response = await app.PutAsync($"{Tally}/ResetAsync", "");

        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(
            ["activated a1", "before ActorInterfaceMethod ResetAsync", "after ActorInterfaceMethod ResetAsync"], app.Life.Events);
    }

    [Theory]
    [InlineData($"{Tally}/TellAsync", """{"command":"fail","why":"no"}""")]
    [InlineData($"{Tally}/TellAsync", "no json")]
    [InlineData($"{Tally}/Missing", "")]
    [InlineData("/actors/Missing/a1/method/TellAsync", "")]
    [InlineData($"{Tally}/remind/broken", "{}")]
    [InlineData($"{Tally}/timer/t", """{"callback":"Missing"}""")]
    public async Task Answers_500_when_a_turn_fails(string path, string body)
    {
        await using var app = await ActorApp.StartAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.PutAsync(path, body)).StatusCode);
    }

    [Fact]
    public async Task Tells_a_typed_proxy_of_an_exception_with_200_and_a_header()
    {
        await using var app = await ActorApp.StartAsync();

        var response = await app.PutAsync(
            $"{Tally}/TellAsync", """{"command":"fail","why":"no"}""", ("X-DaprRequestHeader", "json"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.Contains("X-DaprErrorResponseHeader"));
        Assert.Equal(
            """{"exceptionType":"System.InvalidOperationException","message":"no"}""",
            await response.Content.ReadAsStringAsync());
        Assert.Contains("failed (no) ActorInterfaceMethod TellAsync", app.Life.Events);
    }

    [Fact]
    public async Task Drops_an_actor_that_fails_to_activate_and_starts_over()
    {
        await using var app = await ActorApp.StartAsync();
        app.Life.FailedActivations = 1;

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.PutAsync($"{Tally}/ResetAsync", "")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.PutAsync($"{Tally}/ResetAsync", "")).StatusCode);
        Assert.Equal(["activated a1", "actor disposed", "scope disposed", "activated a1"], app.Life.Events.Take(4));
    }

    [Fact]
    public async Task Deactivates_and_disposes_of_actor_and_scope()
    {
        await using var app = await ActorApp.StartAsync();
        await app.PutAsync($"{Tally}/ResetAsync", "");

        var first = await app.Http.DeleteAsync("/actors/TallyActor/a1");
        var second = await app.Http.DeleteAsync("/actors/TallyActor/a1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(["deactivated a1", "actor disposed", "scope disposed"], app.Life.Events.TakeLast(3));
    }

    [Fact]
    public async Task Shares_one_activation_between_calls_that_overlap()
    {
        await using var app = await ActorApp.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.PutAsync($"{Tally}/ResetAsync", "")));

        Assert.Single(app.Life.Events, "activated a1");
    }

    [Fact]
    public async Task Cancels_a_turn_the_sidecar_gives_up_on()
    {
        await using var app = await ActorApp.StartAsync();
        using var cancel = new CancellationTokenSource();
        using var body = new StringContent("\"nap\"");

        var call = app.Http.PutAsync($"{Tally}/WaitAsync", body, cancel.Token);
        await app.Life.Waiting.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(SpinWait.SpinUntil(() => app.Life.Events.Contains("nap cancelled"), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Unescapes_ids()
    {
        await using var app = await ActorApp.StartAsync();

        var response = await app.PutAsync("/actors/TallyActor/a%20%25%C3%A9%7C/method/WhoAsync", "");

        Assert.Equal("\"a %\\u00E9|\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Lets_conventions_hold_for_every_endpoint()
    {
        await using var app = await ActorApp.StartAsync(convene: actors => actors.RequireHost("elsewhere"));

        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync("/dapr/config")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.DeleteAsync("/actors/TallyActor/a1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.PutAsync($"{Tally}/ResetAsync", "")).StatusCode);
    }

    [Fact]
    public async Task Answers_the_health_probe()
    {
        await using var app = await ActorApp.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public void Refuses_a_class_without_an_actor_interface()
    {
        var error = Assert.Throws<ArgumentException>(() => new ActorRuntimeOptions().Actors.RegisterActor<Bare>());

        Assert.Contains(nameof(Bare), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_a_test_make_an_actor_by_hand()
    {
        var host = ActorHost.CreateForTest<TallyActor>(new ActorTestOptions { ActorId = new ActorId("x") });

        await using var actor = new TallyActor(host, new Life(), new ActorScope(new Life()));

        Assert.Equal("x", await actor.WhoAsync(default));
    }

    private sealed class Bare(ActorHost host) : Actor(host);
}
