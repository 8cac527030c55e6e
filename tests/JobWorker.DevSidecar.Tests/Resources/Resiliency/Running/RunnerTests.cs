using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency.Running;

public sealed class RunningUnderPolicies
{
    private static readonly RetryPolicy Twice = RetryPolicy.Default with { MaxRetries = 2 };
    private static readonly CircuitPolicy TripsAtTwo = CircuitPolicy.Default with { Trip = TripRule.TryParse("consecutiveFailures >= 2")! };

    private readonly FakeClock _clock = new();
    private int _tries;

    [Fact]
    public async Task Tries_again_until_it_succeeds()
    {
        var work = Run(new PolicySet(null, Twice, null), _ => ++_tries < 3 ? throw new IOException() : Task.FromResult(_tries));
        _clock.Advance(TimeSpan.FromSeconds(5));
        await SidecarHarness.UntilAsync(() => _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(3, await work);
    }

    [Fact]
    public async Task Ends_with_what_the_last_try_threw()
    {
        var work = Run(new PolicySet(null, Twice, null), _ => Task.FromException<int>(new IOException($"try {++_tries}")));
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => work.IsCompleted);

        Assert.Equal("try 3", (await Assert.ThrowsAsync<IOException>(() => work)).Message);
    }

    [Fact]
    public async Task Ends_with_what_the_last_try_answered()
    {
        var runner = Runner(new PolicySet(null, Twice, null));
        var work = runner.RunAsync(new Call<int>(_ => Task.FromResult(++_tries)) { Judge = n => new Failure($"{n}") }, default);
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => work.IsCompleted);

        Assert.Equal(3, await work);
    }

    [Fact]
    public async Task Gives_each_try_the_whole_timeout()
    {
        var ends = new List<TimeSpan>();
        var work = Run(new PolicySet(TimeSpan.FromSeconds(3), Twice with { Duration = TimeSpan.FromSeconds(1) }, null), async token =>
        {
            _tries++;
            var begin = _clock.GetTimestamp();
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (ends)
            {
                ends.Add(_clock.GetElapsedTime(begin));
            }

            return 0;
        });
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(500), () => work.IsCompleted);

        var error = await Assert.ThrowsAsync<CallTimedOutException>(() => work);
        Assert.Contains("context deadline exceeded: no answer within 3s", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, _tries);
        await SidecarHarness.UntilAsync(() => ends.Count == 3);
        Assert.All(ends, end => Assert.True(end >= TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task Waits_no_longer_for_a_call_that_does_not_heed_its_end()
    {
        var never = new TaskCompletionSource<int>();
        var work = Run(new PolicySet(TimeSpan.FromSeconds(3), null, null), _ => never.Task);
        _clock.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<CallTimedOutException>(() => work);
    }

    [Fact]
    public async Task Counts_each_try_for_the_circuit_and_ends_when_that_opens()
    {
        var work = Run(new PolicySet(null, RetryPolicy.Default, TripsAtTwo), _ =>
        {
            _tries++;
            return Task.FromException<int>(new IOException());
        });
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => work.IsCompleted);

        Assert.Equal("circuit breaker is open", (await Assert.ThrowsAsync<CircuitOpenException>(() => work)).Message);
        Assert.Equal(2, _tries);
    }

    [Fact]
    public async Task Counts_timeouts_for_the_circuit()
    {
        var runner = Runner(new PolicySet(TimeSpan.FromSeconds(1), null, TripsAtTwo));
        for (var n = 0; n < 2; n++)
        {
            var work = runner.RunAsync(token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => 0, TaskScheduler.Default), default);
            await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => work.IsCompleted);
            await Assert.ThrowsAsync<CallTimedOutException>(() => work);
        }

        await Assert.ThrowsAsync<CircuitOpenException>(() => runner.RunAsync(_ => Task.FromResult(1), default));
    }

    [Fact]
    public async Task Counts_a_final_failure_for_the_circuit_but_does_not_repeat_it()
    {
        var runner = Runner(new PolicySet(null, RetryPolicy.Default, TripsAtTwo));
        var call = new Call<int>(_ => Task.FromResult(++_tries)) { Judge = _ => new Failure("no", Final: true) };

        Assert.Equal(1, await runner.RunAsync(call, default));
        Assert.Equal(2, await runner.RunAsync(call, default));
        await Assert.ThrowsAsync<CircuitOpenException>(() => runner.RunAsync(call, default));
    }

    [Fact]
    public async Task Ends_when_the_caller_gives_up()
    {
        using var cancel = new CancellationTokenSource();
        var work = Runner(new PolicySet(TimeSpan.FromSeconds(9), RetryPolicy.Default, null)).RunAsync<int>(async token =>
        {
            _tries++;
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task Ends_its_pause_when_told_to_stop_but_not_the_try()
    {
        using var stop = new CancellationTokenSource();
        var end = new TaskCompletionSource<int>();
        var work = Runner(new PolicySet(null, RetryPolicy.Default, null)).RunAsync(
            new Call<int>(_ => end.Task) { Stop = stop.Token }, default);
        await stop.CancelAsync();
        Assert.False(work.IsCompleted);

        end.SetException(new IOException());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    private Task<int> Run(PolicySet set, Func<CancellationToken, Task<int>> make) => Runner(set).RunAsync(make, default);

    private Runner Runner(PolicySet set) => new(
        "test", set.Timeout, set.Retry, set.Circuit is { } policy ? new Circuit("c", policy, _clock, NullLogger.Instance) : null,
        _clock, NullLogger.Instance);
}

public sealed class TheRunnerOfATarget
{
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task Has_one_circuit_for_both_directions_of_a_component()
    {
        var runners = Runners("components: {c: {inbound: {circuitBreaker: cb}, outbound: {circuitBreaker: cb}}}");
        await FailAsync(runners.ForInbound("c", "Pubsub"));

        await RefusesAsync(runners.ForOutbound("c", "Pubsub"));
        await FailAsync(runners.ForOutbound("other", "Pubsub"));
    }

    [Fact]
    public async Task Has_one_circuit_for_each_endpoint_of_an_app()
    {
        var runners = Runners("apps: {a: {circuitBreaker: cb}}");
        await FailAsync(runners.ForApp("a", "a:one"));

        await RefusesAsync(runners.ForApp("a", "a:one"));
        await FailAsync(runners.ForApp("a", "a:two"));
        Assert.True(runners.HasApp("a"));
        Assert.False(runners.HasApp("b"));
    }

    [Theory]
    [InlineData("type", true)]
    [InlineData("id", false)]
    [InlineData("both", false)]
    public async Task Has_circuits_by_type_or_by_id_of_actors(string scope, bool shared)
    {
        var runners = Runners($"actors: {{A: {{circuitBreaker: cb, circuitBreakerScope: {scope}}}}}");
        await FailAsync(runners.ForActor("A", "1"));

        await RefusesAsync(runners.ForActor("A", "1"));
        await (shared ? RefusesAsync(runners.ForActor("A", "2")) : FailAsync(runners.ForActor("A", "2")));
    }

    [Fact]
    public async Task Forgets_circuits_beyond_the_size_of_the_cache()
    {
        var runners = Runners("apps: {a: {circuitBreaker: cb, circuitBreakerCacheSize: 1}}");
        await FailAsync(runners.ForApp("a", "a:one"));
        await FailAsync(runners.ForApp("a", "a:two"));

        await FailAsync(runners.ForApp("a", "a:one"));
    }

    [Fact]
    public async Task Has_the_circuit_of_a_default_policy()
    {
        var runners = Runners("apps: {}", "DefaultAppCircuitBreakerPolicy");
        await FailAsync(runners.ForApp("a", "a:one"));

        await RefusesAsync(runners.ForApp("a", "a:one"));
        await FailAsync(runners.ForActor("A", "1"));
    }

    private static async Task FailAsync(Runner runner) =>
        await Assert.ThrowsAsync<IOException>(() => runner.RunAsync(_ => Task.FromException<int>(new IOException()), default));

    private static async Task RefusesAsync(Runner runner) =>
        await Assert.ThrowsAsync<CircuitOpenException>(() => runner.RunAsync(_ => Task.FromResult(1), default));

    private Runners Runners(string targets, string circuit = "cb")
    {
        var folder = Directory.CreateTempSubdirectory("jobworker-runners-").FullName;
        File.WriteAllText(Path.Combine(folder, "r.yaml"), $$"""
            kind: Resiliency
            spec:
              policies:
                circuitBreakers:
                  {{circuit}}: {trip: totalFailures > 0}
              targets:
                {{targets}}
            """);
        try
        {
            return new Runners(DevSidecar.Resources.ResourceLoader.Load([folder], [], "app").Resiliency, _clock, NullLogger.Instance);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
