using System.Net;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency;

public sealed class CallingAnActorUnderPolicies : IAsyncLifetime
{
    private const string Do = "PUT /actors/A/1/method/Do";
    private readonly FakeClock _clock = new();
    private readonly FakeApp _app = new FakeApp().Hosts("A");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Is_cut_off_at_its_timeout_counted_from_its_turn()
    {
        var waiting = 0;
        _app.On(Do, (call, http) => call.Body == "slow" ? HangAsync(http) : Task.CompletedTask);
        async Task HangAsync(HttpContext http)
        {
            Interlocked.Increment(ref waiting);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }

        await using var sidecar = await StartAsync("policies: {timeouts: {t: 5s}}", "A: {timeout: t}");
        var slow = Call(sidecar, body: "slow");
        await SidecarHarness.UntilAsync(() => waiting == 1);
        var next = Call(sidecar, body: "quick");
        var took = await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => slow.IsCompleted && next.IsCompleted);

        (await slow).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("context deadline exceeded", (await slow).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await next).Status);
        Assert.True(took >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Is_repeated_whatever_was_wrong()
    {
        var calls = 0;
        _app.On(Do, (_, http) =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync("policies: {retries: {DefaultActorRetryPolicy: {maxRetries: 2}}}", "");

        var answer = Call(sidecar);
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        Assert.Equal((HttpStatusCode.OK, 3), ((await answer).Status, calls));
    }

    [Fact]
    public async Task Is_repeated_for_an_error_in_the_header_and_hands_on_the_last()
    {
        var calls = 0;
        _app.On(Do, (_, http) =>
        {
            http.Response.Headers["X-DaprErrorResponseHeader"] = "true";
            return http.Response.WriteAsync($"error {Interlocked.Increment(ref calls)}");
        });
        await using var sidecar = await StartAsync("policies: {retries: {r: {maxRetries: 1}}}", "A: {retry: r}");

        var answer = Call(sidecar);
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        Assert.Equal((HttpStatusCode.OK, "error 2"), ((await answer).Status, (await answer).Body));
    }

    [Fact]
    public async Task Is_refused_while_the_circuit_of_that_actor_is_open()
    {
        _app.On(Do, 500);
        await using var sidecar = await StartAsync(
            "policies: {circuitBreakers: {cb: {trip: totalFailures >= 1}}}", "A: {circuitBreaker: cb, circuitBreakerScope: id}");
        await Call(sidecar);

        var refused = await Call(sidecar);

        refused.IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("circuit breaker is open", refused.Body, StringComparison.Ordinal);
        Assert.Single(_app.CallsTo(Do));
        Assert.Equal(HttpStatusCode.OK, (await Call(sidecar, id: "2")).Status);

        _app.On(Do, 200);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, (await Call(sidecar)).Status);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("Other: {}", 0)]
    public async Task Has_the_built_in_retries_only_where_its_type_is_no_target(string targets, int seconds)
    {
        await using var sidecar = await StartAsync("policies: {}", targets);

        var answer = sidecar.PutAsync("/v1.0/actors/Other/1/method/Do", "");
        var took = seconds == 0 ? TimeSpan.Zero
            : await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(100), () => answer.IsCompleted);

        (await answer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("did not find address for actor", (await answer).Body, StringComparison.Ordinal);
        Assert.True(took >= TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task Tries_as_often_as_a_replaced_built_in_policy_says_while_the_app_is_away()
    {
        await using var sidecar = await StartAsync("policies: {retries: {DaprBuiltInActorRetries: {duration: 20s, maxRetries: 4}}}", "");
        await _app.StopAsync();

        var answer = Call(sidecar);
        var took = await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(5), () => answer.IsCompleted);

        (await answer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        Assert.True(took >= TimeSpan.FromSeconds(80));
    }

    [Fact]
    public async Task Cuts_off_reminders_at_the_timeout_and_tries_them_three_times_more()
    {
        const string Remind = "PUT /actors/A/1/method/remind/r";
        _app.On(Remind, (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var sidecar = await StartAsync("policies: {timeouts: {t: 5s}, retries: {DefaultRetryPolicy: {}}}", "A: {timeout: t}");
        await sidecar.PutAsync("/v1.0/actors/A/1/reminders/r", """{"dueTime":"0s"}""");

        var took = await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(500), () => _app.CallsTo(Remind).Count == 4);
        Assert.True(took >= TimeSpan.FromSeconds(18));

        _app.On(Do, 200);
        var after = Call(sidecar);
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(500), () => after.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await after).Status);
        Assert.Equal(4, _app.CallsTo(Remind).Count);
    }

    private static Task<Answer> Call(SidecarHarness sidecar, string id = "1", string body = "") =>
        sidecar.PutAsync($"/v1.0/actors/A/{id}/method/Do", body);

    private Task<SidecarHarness> StartAsync(string policies, string targets) => SidecarHarness.StartAsync(new HarnessOptions
    {
        App = _app,
        Clock = _clock,
        Yaml = $$$"""
            kind: Resiliency
            metadata: {name: r}
            spec:
              {{{policies}}}
              targets: {actors: { {{{targets}}} }}
            """,
    });
}
