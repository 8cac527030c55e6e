using System.Net;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Actors.Turns;

public sealed class AnActorThatCallsItself : IAsyncLifetime
{
    private const string Header = "Dapr-Reentrancy-Id";
    private const string TooDeep = "\"errorCode\":\"ERR_ACTOR_STACK_DEPTH\",\"message\":\"maximum stack depth exceeded\"";
    private const string On = ""","reentrancy":{"enabled":true}""";
    private readonly FakeApp _app = new();
    private readonly TaskCompletionSource _ended = new();
    private SidecarHarness? _sidecar;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_sidecar is not null)
        {
            await _sidecar.DisposeAsync();
        }

        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Enters_at_once_with_the_id_it_was_given()
    {
        await StartAsync(On);

        Assert.Equal("A1 A1 end", (await CallAsync("A", "1", "A/1/End")).Body);

        var ids = _app.CallsTo("PUT /actors/A/1/method/Next").Concat(_app.CallsTo("PUT /actors/A/1/method/End"))
            .Select(call => call.Headers[Header].ToString()).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.True(Guid.TryParse(ids[0], out _), ids[0]);
    }

    [Fact]
    public async Task Enters_through_another_actor_too()
    {
        await StartAsync(On);

        Assert.Equal("A1 B2 A1 end", (await CallAsync("A", "1", "B/2/Next A/1/End")).Body);
    }

    [Fact]
    public async Task Keeps_an_id_that_came_from_outside()
    {
        await StartAsync(On);

        await _sidecar!.SendAsync(HttpMethod.Put, "/v1.0/actors/A/1/method/End", "", "text/plain", (Header, "mine"));

        Assert.Equal("mine", _app.CallsTo("PUT /actors/A/1/method/End")[0].Headers[Header].ToString());
    }

    [Fact]
    public async Task Leaves_others_waiting_until_its_outermost_call_ends()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        _app.On("PUT /actors/A/1/method/Hold", async (_, _) =>
        {
            entered.SetResult();
            await leave.Task;
        });
        await StartAsync(On);
        var outer = CallAsync("A", "1", "A/1/Hold");
        await entered.Task;

        var first = _sidecar!.PutAsync("/v1.0/actors/A/1/method/End", "first");
        await WaitingAsync(first);
        var second = _sidecar.PutAsync("/v1.0/actors/A/1/method/End", "second");
        await WaitingAsync(second);
        Assert.Empty(_app.CallsTo("PUT /actors/A/1/method/End"));
        leave.SetResult();

        await Task.WhenAll(outer, first, second);

        // Which of them came first to the queue cannot be seen from here: their order is told by the tests of the queue.
        Assert.Equal(["first", "second"], _app.CallsTo("PUT /actors/A/1/method/End").Select(call => call.Body).Order());
    }

    [Theory]
    [InlineData(On, 32)]
    [InlineData(""","reentrancy":{"enabled":true,"maxStackDepth":3}""", 3)]
    public async Task Goes_no_deeper_than_the_limit(string config, int depth)
    {
        await StartAsync(config);

        var path = string.Join(' ', Enumerable.Repeat("A/1/Next", depth - 1)) + " A/1/End";
        var answer = await CallAsync("A", "1", path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains("TOO DEEP", answer.Body, StringComparison.Ordinal);
        Assert.Equal(depth, _app.CallsTo("PUT /actors/A/1/method/Next").Count);
        Assert.Empty(_app.CallsTo("PUT /actors/A/1/method/End"));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("A", "1", "A/1/End")).Status);
    }

    [Fact]
    public async Task Waits_for_itself_where_reentrancy_is_off()
    {
        using var limit = new CancellationTokenSource();
        var waiting = new TaskCompletionSource();
        _app.On("PUT /actors/A/1/method/Hold", async (call, http) =>
        {
            Assert.False(call.Headers.ContainsKey(Header));
            var inner = _sidecar!.Http.PutAsync("/v1.0/actors/A/1/method/End", null, limit.Token);
            await WaitingAsync(inner);
            waiting.SetResult();
            await inner;
        });
        await StartAsync("");
        var outer = _sidecar!.PutAsync("/v1.0/actors/A/1/method/Hold", "");
        await waiting.Task;

        Assert.Empty(_app.CallsTo("PUT /actors/A/1/method/End"));
        await limit.CancelAsync();

        (await outer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
    }

    [Fact]
    public async Task Is_refused_once_it_is_being_deactivated_under_its_own_call()
    {
        var clock = new FakeClock();
        var (entered, cut) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        _app.On("PUT /actors/A/1/method/Hold", async (call, http) =>
        {
            http.RequestAborted.Register(cut.SetResult);
            entered.SetResult(call.Headers[Header].ToString());
            await cut.Task;
            await _ended.Task;
        });
        await StartAsync(On + ""","actorIdleTimeout":"10s" """, clock);
        var outer = _sidecar!.PutAsync("/v1.0/actors/A/1/method/Hold", "");
        var id = await entered.Task;

        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => cut.Task.IsCompleted);
        (await outer).IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
        _ended.SetResult();

        var late = await _sidecar.SendAsync(HttpMethod.Put, "/v1.0/actors/A/1/method/End", "", "text/plain", (Header, id));
        Assert.Equal(HttpStatusCode.OK, late.Status);
    }

    [Theory]
    [InlineData("", ""","reentrancy":{"enabled":true}""", true)]
    [InlineData(On, "", false)]
    [InlineData(On, ""","reentrancy":{"enabled":false}""", false)]
    public async Task May_do_so_by_its_type_alone(string common, string own, bool reenters)
    {
        await StartAsync(common + $$""","entitiesConfig":[{"entities":["A"]{{own}}}]""");

        await _sidecar!.PutAsync("/v1.0/actors/A/1/method/End", "");
        await _sidecar.PutAsync("/v1.0/actors/B/1/method/End", "");

        Assert.Equal((reenters, common.Length > 0), (
            _app.CallsTo("PUT /actors/A/1/method/End")[0].Headers.ContainsKey(Header),
            _app.CallsTo("PUT /actors/B/1/method/End")[0].Headers.ContainsKey(Header)));
    }

    [Theory]
    [InlineData("reminders", "remind")]
    [InlineData("timers", "timer")]
    public async Task Gets_no_id_with_reminders_and_timers(string kind, string path)
    {
        await StartAsync(On);
        await _sidecar!.PutAsync($"/v1.0/actors/A/1/{kind}/tick", """{"dueTime":"0s","period":"","callback":"End"}""");

        await SidecarHarness.UntilAsync(() => _app.CallsTo($"PUT /actors/A/1/method/{path}/tick").Count == 1);

        Assert.False(_app.CallsTo($"PUT /actors/A/1/method/{path}/tick")[0].Headers.ContainsKey(Header));
    }

    private async Task StartAsync(string config, TimeProvider? clock = null)
    {
        _app.On("GET /dapr/config", 200, $$"""{"entities":["A","B"]{{config}}}""")
            .On("PUT /actors/A/*", HandleAsync).On("PUT /actors/B/*", HandleAsync)
            .On("DELETE /actors/A/*", 200).On("DELETE /actors/B/*", 200);
        _sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = _app, Clock = clock ?? TimeProvider.System });
    }

    /// <summary>Calls a method that calls the next one of <paramref name="path"/>, and so on.</summary>
    private Task<Answer> CallAsync(string type, string id, string path) => _sidecar!.PutAsync($"/v1.0/actors/{type}/{id}/method/Next", path, "text/plain");

    /// <summary>Answers the actors that were passed; an error from further in is handed on.</summary>
    private async Task HandleAsync(AppCall call, HttpContext http)
    {
        var here = call.Path.Split('/') is [_, _, var type, var id, ..] ? type + id : "";
        if (!call.Path.EndsWith("/Next", StringComparison.Ordinal))
        {
            await http.Response.WriteAsync($"{here} end");
            return;
        }

        var steps = call.Body.Split(' ', 2);
        var to = steps[0].Split('/');
        var answer = await _sidecar!.SendAsync(
            HttpMethod.Put, $"/v1.0/actors/{to[0]}/{to[1]}/method/{to[2]}", steps.Length > 1 ? steps[1] : "", "text/plain",
            (Header, call.Headers[Header].ToString()));
        http.Response.StatusCode = (int)answer.Status;
        await http.Response.WriteAsync(
            answer.Status == HttpStatusCode.OK ? $"{here} {answer.Body}"
            : answer.Body.Contains(TooDeep, StringComparison.Ordinal) || answer.Body.Contains("TOO DEEP", StringComparison.Ordinal) ? "TOO DEEP"
            : answer.Body);
    }

    /// <summary>Sees others come through meanwhile, and that one not.</summary>
    private async Task WaitingAsync(Task call)
    {
        for (var n = 0; n < 5; n++)
        {
            await _sidecar!.PutAsync("/v1.0/actors/A/other/method/End", "");
        }

        Assert.False(call.IsCompleted);
    }
}
