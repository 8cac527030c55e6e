using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency;

public sealed class DeliveringAMessageUnderPolicies : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private const string Refused = "A message of pubsub/dead was not handled: circuit breaker is open";
    private readonly LogLines _log = new();
    private readonly FakeApp _app = new FakeApp().On("POST /dead", 200).Subscribes("""
        [{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"},
         {"pubsubname":"pubsub","topic":"dead","route":"/dead"}]
        """);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Is_cut_off_at_its_timeout_at_each_try()
    {
        _app.On("POST /jobs", (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var sidecar = await StartAsync(
            "policies: {timeouts: {t: 5s}, retries: {r: {maxRetries: 1, duration: 1s}}}", "timeout: t, retry: r");

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        var took = await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(500), () => Dead == 1);

        Assert.True(took >= TimeSpan.FromSeconds(11));
        Assert.Equal(2, Tried);
    }

    [Fact]
    public async Task Is_a_dead_letter_at_once_while_the_circuit_is_open()
    {
        var status = 500;
        _app.On("POST /jobs", (_, http) =>
        {
            http.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync("policies: {circuitBreakers: {cb: {timeout: 30s, trip: totalFailures >= 2}}}", "circuitBreaker: cb");
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await SidecarHarness.UntilAsync(() => Dead == 1);
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "2");
        await SidecarHarness.UntilAsync(() => Tried == 2);

        // The dead letters are messages of the same component: they are refused as well.
        await SidecarHarness.UntilAsync(() => _log.Count(Refused) == 1);
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "3");
        await SidecarHarness.UntilAsync(() => _log.Count("A message of pubsub/jobs was dropped (circuit breaker is open)") == 1);
        await SidecarHarness.UntilAsync(() => _log.Count(Refused) == 2);
        Assert.Equal((2, 1), (Tried, Dead));

        Volatile.Write(ref status, 200);
        _clock.Advance(TimeSpan.FromSeconds(31));
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "4");
        await SidecarHarness.UntilAsync(() => Tried == 3);
        await SidecarHarness.UntilAsync(() => _log.Count("changed state from HalfOpen to Closed") == 1);
    }

    [Theory]
    [InlineData(429, "", 1)]
    [InlineData(503, "", 3)]
    [InlineData(200, """{"status":"RETRY"}""", 3)]
    public async Task Is_repeated_only_for_the_codes_that_match(int status, string body, int tries)
    {
        _app.On("POST /jobs", status, body);
        await using var sidecar = await StartAsync(
            "policies: {retries: {r: {maxRetries: 2, matching: {httpStatusCodes: 500-599}}}}", "retry: r");

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => Dead == 1);

        Assert.Equal(tries, Tried);
    }

    [Fact]
    public async Task Is_repeated_with_growing_pauses()
    {
        var at = new List<DateTimeOffset>();
        _app.On("POST /jobs", (_, http) =>
        {
            lock (at)
            {
                at.Add(_clock.GetUtcNow());
            }

            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync("policies: {retries: {r: {policy: exponential, maxInterval: 2s, maxRetries: 6}}}", "retry: r");

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(100), () => Dead == 1);

        double[] middles = [500, 750, 1125, 1687.5, 2000, 2000];
        var pauses = at.Zip(at.Skip(1), (one, next) => (next - one).TotalMilliseconds).ToList();
        Assert.Equal(6, pauses.Count);
        Assert.All(pauses.Zip(middles), pair => Assert.True(pair.First >= pair.Second / 2, $"{pair.First} ms"));
    }

    private int Tried => _app.CallsTo("POST /jobs").Count;

    private int Dead => _app.CallsTo("POST /dead").Count;

    private Task<SidecarHarness> StartAsync(string policies, string inbound) => SidecarHarness.StartAsync(new HarnessOptions
    {
        App = _app,
        Clock = _clock,
        Logs = _log,
        Yaml = $$$"""
            {{{SidecarHarness.InMemory}}}
            ---
            kind: Resiliency
            metadata: {name: r}
            spec:
              {{{policies}}}
              targets:
                components:
                  pubsub: {inbound: { {{{inbound}}} }}
            """,
    });
}

public sealed class AskingTheAppUnderPolicies
{
    [Theory]
    [InlineData("", 3, true)]
    [InlineData("", 4, false)]
    [InlineData("DaprBuiltInInitializationRetries: {maxRetries: 6, duration: 1s}", 6, true)]
    [InlineData("DaprBuiltInInitializationRetries: {maxRetries: 6, duration: 1s}", 7, false)]
    public async Task Is_repeated_by_the_built_in_policy_or_the_one_in_its_place(string policy, int failures, bool answers)
    {
        var asked = 0;
        var clock = new FakeClock();
        await using var app = new FakeApp().On("GET /dapr/subscribe", async (_, http) =>
        {
            if (Interlocked.Increment(ref asked) <= failures)
            {
                http.Abort();
                return;
            }

            await http.Response.WriteAsync("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""");
        });
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Clock = clock,
            Yaml = $$$"""
                {{{SidecarHarness.InMemory}}}
                ---
                kind: Resiliency
                metadata: {name: r}
                spec:
                  policies:
                    retries: { {{{policy}}} }
                """,
        }, waitUntilReady: false);

        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(200), () => sidecar.Sidecar.Status.Ready);

        Assert.Equal(answers, (await sidecar.GetAsync("/v1.0/metadata")).Body.Contains("\"subscriptions\"", StringComparison.Ordinal));
        Assert.Equal(answers ? failures + 1 : failures, asked);
    }
}

public sealed class BringingAnEventUnderPolicies : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly TestInput _input = new();
    private readonly FakeApp _app = new FakeApp().On("OPTIONS /in", 200);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Is_cut_off_at_its_timeout()
    {
        _app.On("POST /in", (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var sidecar = await StartAsync("policies: {timeouts: {DefaultBindingComponentInboundTimeoutPolicy: 5s}}");
        _input.Bring("1");

        Assert.Contains("context deadline exceeded", (await EndAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_while_the_circuit_is_open()
    {
        _app.On("POST /in", 500);
        await using var sidecar = await StartAsync("policies: {circuitBreakers: {DefaultCircuitBreakerPolicy: {trip: totalFailures >= 1}}}");
        _input.Bring("1");
        Assert.Contains("the app answered 500", (await EndAsync())!.Message, StringComparison.Ordinal);
        _input.Bring("2");
        Assert.Contains("circuit breaker is open", (await EndAsync())!.Message, StringComparison.Ordinal);
        Assert.Single(_app.CallsTo("POST /in"));

        _app.On("POST /in", 200);
        _clock.Advance(TimeSpan.FromSeconds(61));
        _input.Bring("3");
        Assert.Null(await EndAsync());
    }

    [Theory]
    [InlineData("{maxRetries: 2}", 500, 3, "the app answered 500")]
    [InlineData("{maxRetries: 2, matching: {httpStatusCodes: '503'}}", 500, 1, "the app answered 500")]
    [InlineData("{maxRetries: 2}", 204, 3, "the app answered 204; to policies nothing but 200 is success")]
    [InlineData("{maxRetries: 2}", 200, 1, null)]
    public async Task Is_repeated_for_all_but_200_that_matches(string policy, int status, int tries, string? error)
    {
        _app.On("POST /in", status);
        await using var sidecar = await StartAsync($"policies: {{retries: {{DefaultRetryPolicy: {policy}}}}}");
        _input.Bring("1");

        var end = await EndAsync();

        Assert.Equal(tries, _app.CallsTo("POST /in").Count);
        Assert.True(error is null ? end is null : end!.Message.Contains(error, StringComparison.Ordinal), end?.Message);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    public async Task Is_taken_with_any_2xx_where_there_is_no_retry_policy(int status)
    {
        _app.On("POST /in", status);
        await using var sidecar = await StartAsync("policies: {timeouts: {DefaultTimeoutPolicy: 5s}}");
        _input.Bring("1");

        Assert.Null(await EndAsync());
    }

    private async Task<Exception?> EndAsync()
    {
        Exception? end = null;
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => _input.TryEnd(out end));
        return end;
    }

    private Task<SidecarHarness> StartAsync(string spec) => SidecarHarness.StartAsync(new HarnessOptions
    {
        App = _app,
        Clock = _clock,
        Types = _input.AsTypes(),
        Yaml = $$"""
            kind: Component
            metadata: {name: in}
            spec: {type: test}
            ---
            kind: Resiliency
            metadata: {name: r}
            spec:
              {{spec}}
            """,
    });
}
