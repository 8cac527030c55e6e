using System.Net;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Actors;

public sealed class CallingAnActor
{
    private const string Method = "/v1.0/actors/JobActor/1/method/Do";

    [Fact]
    public async Task Passes_bytes_and_headers_both_ways()
    {
        await using var app = new FakeApp().Hosts("JobActor").On("PUT /actors/JobActor/1/method/Do", async (_, http) =>
        {
            http.Response.Headers["X-DaprErrorResponseHeader"] = "true";
            http.Response.ContentType = "application/x-thing";
            await http.Response.WriteAsync("answer");
        });
        await using var sidecar = await SidecarHarness.StartAsync(app);

        var answer = await sidecar.SendAsync(HttpMethod.Post, Method + "?q=1", "question", "text/odd", ("X-Mine", "m"));

        Assert.Equal((HttpStatusCode.OK, "answer", "application/x-thing"), (answer.Status, answer.Body, answer.Headers["Content-Type"]));
        Assert.Equal("true", answer.Headers["X-DaprErrorResponseHeader"]);
        var call = app.CallsTo("PUT /actors/JobActor/1/method/Do")[0];
        Assert.Equal(("question", "?q=1", "text/odd", "m"), (call.Body, call.Query, call.Headers.ContentType.ToString(), call.Headers["X-Mine"].ToString()));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Needs_no_body(string verb)
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Parse(verb), Method)).Status);
    }

    [Theory]
    [InlineData(500, "error invoke actor method: error from actor service: (500) oops")]
    [InlineData(201, "(201) oops")]
    [InlineData(404, "error invoke actor method: actor method not found")]
    public async Task Takes_nothing_but_200_for_success(int status, string message)
    {
        await using var app = new FakeApp().Hosts("JobActor").On("PUT /actors/JobActor/1/method/Do", status, "oops");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        var answer = await sidecar.PutAsync(Method, "");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
        Assert.Single(app.CallsTo("PUT /actors/JobActor/1/method/Do"));
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a%23b")]
    [InlineData("a%3Fb")]
    [InlineData("a%5Cb")]
    public async Task Refuses_ids_with_reserved_characters(string id)
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        (await sidecar.PutAsync($"/v1.0/actors/JobActor/{id}/method/Do", "")).IsError(HttpStatusCode.BadRequest, "ERR_BAD_REQUEST");
    }

    [Fact]
    public async Task Gives_turns_one_at_a_time_in_order_and_others_meanwhile()
    {
        var gates = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        await using var app = new FakeApp().Hosts("JobActor")
            .On("PUT /actors/JobActor/1/method/Do", (call, _) => gates[int.Parse(call.Body, null)].Task);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        var first = sidecar.PutAsync(Method, "0");
        await SidecarHarness.UntilAsync(() => Bodies(app).Length == 1);
        var second = sidecar.PutAsync(Method, "1");
        Assert.Equal(HttpStatusCode.OK, (await sidecar.PutAsync("/v1.0/actors/JobActor/2/method/Do", "")).Status);
        Assert.Single(Bodies(app));

        gates[0].SetResult();
        await first;
        await SidecarHarness.UntilAsync(() => Bodies(app).Length == 2);
        gates[1].SetResult();
        await second;
        Assert.Equal(["0", "1"], Bodies(app));
    }

    [Fact]
    public async Task Is_tried_again_five_times_while_nobody_hosts_the_type()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });

        var answer = sidecar.PutAsync("/v1.0/actors/Other/1/method/Do", "");
        var took = await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(100), () => answer.IsCompleted);

        (await answer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("did not find address for actor", (await answer).Body, StringComparison.Ordinal);
        Assert.True(took >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Survives_a_restart_of_the_app()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(app);
        await app.StopAsync();

        var answer = sidecar.PutAsync(Method, "");
        await app.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await answer).Status);
    }

    [Fact]
    public async Task Ends_when_it_was_idle_long_enough_and_begins_anew()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("JobActor", ""","actorIdleTimeout":"10s" """);
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });
        await sidecar.PutAsync(Method, "");

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(app.CallsTo("DELETE /actors/JobActor/1"));
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => app.CallsTo("DELETE /actors/JobActor/1").Count == 1);

        Assert.Equal(HttpStatusCode.OK, (await sidecar.PutAsync(Method, "")).Status);
    }

    [Fact]
    public async Task Is_cut_off_when_it_takes_longer_than_the_idle_timeout()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("JobActor", ""","actorIdleTimeout":"10s" """)
            .On("PUT /actors/JobActor/1/method/Do", (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });

        var answer = sidecar.PutAsync(Method, "");
        await SidecarHarness.UntilAsync(() => Bodies(app).Length == 1);
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        (await answer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        await SidecarHarness.UntilAsync(() => app.CallsTo("DELETE /actors/JobActor/1").Count == 1);
    }

    [Fact]
    public async Task Is_idle_from_the_start_of_its_last_call()
    {
        var clock = new FakeClock();
        var leave = new TaskCompletionSource();
        await using var app = new FakeApp().Hosts("JobActor", ""","actorIdleTimeout":"10s" """)
            .On("PUT /actors/JobActor/1/method/Do", (_, _) => leave.Task);
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });
        var answer = sidecar.PutAsync(Method, "");
        await SidecarHarness.UntilAsync(() => Bodies(app).Length == 1);
        clock.Advance(TimeSpan.FromSeconds(8));
        leave.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await answer).Status);
        Assert.Empty(app.CallsTo("DELETE /actors/JobActor/1"));

        clock.Advance(TimeSpan.FromSeconds(3));

        await SidecarHarness.UntilAsync(() => app.CallsTo("DELETE /actors/JobActor/1").Count == 1);
    }

    [Fact]
    public async Task Does_not_inherit_the_idle_time_where_its_type_has_an_entry_of_its_own()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts(
            "JobActor", ""","actorIdleTimeout":"10s","entitiesConfig":[{"entities":["JobActor"]}]""");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });
        await sidecar.PutAsync(Method, "");

        var took = await SidecarHarness.AdvanceUntilAsync(
            clock, TimeSpan.FromMinutes(1), () => app.CallsTo("DELETE /actors/JobActor/1").Count == 1);

        Assert.True(took >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Fails_when_the_answer_is_larger_than_the_limit()
    {
        await using var app = new FakeApp().Hosts("JobActor").On("PUT /actors/JobActor/1/method/Do", 200, new string('x', 2000));
        await using var sidecar = await SidecarHarness.StartAsync(app, "", "--max-body-size=1Ki");

        var answer = await sidecar.PutAsync(Method, "");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("larger than --max-body-size", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(""","drainOngoingCallTimeout":"4s" """, 4)]
    [InlineData(""","drainOngoingCallTimeout":"4s","entitiesConfig":[{"entities":["JobActor"]}]""", 4)]
    [InlineData(""","entitiesConfig":[{"entities":["JobActor"],"drainOngoingCallTimeout":"5s"}]""", 5)]
    public async Task Has_the_drain_time_to_end_when_the_sidecar_stops(string config, int seconds)
    {
        var clock = new FakeClock();
        var cut = new TaskCompletionSource();
        await using var app = new FakeApp().Hosts("JobActor", config).On("PUT /actors/JobActor/1/method/Do", (_, http) =>
        {
            http.RequestAborted.Register(cut.SetResult);
            return Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });
        var answer = sidecar.PutAsync(Method, "");
        await SidecarHarness.UntilAsync(() => Bodies(app).Length == 1);

        var stopping = sidecar.Sidecar.StopAsync();
        var took = await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(250), () => cut.Task.IsCompleted);

        Assert.True(took >= TimeSpan.FromSeconds(seconds), $"{took}");
        (await answer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        await stopping;
        Assert.Single(app.CallsTo("DELETE /actors/JobActor/1"));
    }

    [Fact]
    public async Task Is_told_when_the_sidecar_stops()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        var sidecar = await SidecarHarness.StartAsync(app);
        await sidecar.PutAsync(Method, "");
        await sidecar.DisposeAsync();

        Assert.Single(app.CallsTo("DELETE /actors/JobActor/1"));
    }

    private static string[] Bodies(FakeApp app) => [.. app.CallsTo("PUT /actors/JobActor/1/method/Do").Select(call => call.Body)];
}

public sealed class TheStateOfAnActor
{
    private const string State = "/v1.0/actors/JobActor/1/state";

    [Fact]
    public async Task Is_written_in_transactions_and_read_by_key()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(app);
        await sidecar.PutAsync("/v1.0/actors/JobActor/1/method/Do", "");

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync(
            State, """[{"operation":"upsert","request":{"key":"k","value":{"a": 1}}},{"operation":"delete","request":{"key":"none"}}]""")).Status);

        Assert.Equal("""{"a": 1}""", (await sidecar.GetAsync($"{State}/k")).Body);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync($"{State}/none")).Status);
    }

    [Fact]
    public async Task Is_refused_to_actors_that_are_not_active()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        (await sidecar.PostAsync(State, "[]")).IsError(HttpStatusCode.BadRequest, "ERR_ACTOR_INSTANCE_MISSING");
    }

    [Fact]
    public async Task Takes_no_time_to_live_while_the_feature_is_off()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(app);
        await sidecar.PutAsync("/v1.0/actors/JobActor/1/method/Do", "");

        (await sidecar.PostAsync(State, """[{"operation":"upsert","request":{"key":"k","value":1,"metadata":{"ttlInSeconds":"1"}}}]"""))
            .IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_STATE_TRANSACTION_SAVE");
    }
}
