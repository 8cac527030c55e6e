using System.Collections.Concurrent;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Testing;

namespace JobWorker.Host.Tests.Callbacks.Delivery;

public sealed class ALane : IDisposable
{
    private static readonly WebhookAnswer Right = new(204, null, null);
    private static readonly WebhookAnswer Nothing = new(null, "no answer", null);

    private readonly ManualClock _clock = new();
    private readonly ConcurrentQueue<int> _tried = new();
    private readonly ConcurrentQueue<int> _givenUp = new();
    private readonly Lane _lane;
    private volatile WebhookAnswer _answer = Right;
    private int _under;
    private int _mostUnder;

    public ALane() => _lane = new Lane(4, new Places(256), _clock);

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task Runs_as_many_at_once_as_it_may()
    {
        var gate = new TaskCompletionSource();
        Add(1, 20, gate.Task);
        await TriedAsync(4);
        gate.SetResult();
        await TriedAsync(20);

        Assert.Equal(4, _mostUnder);
        Assert.True(await IdleAsync());
    }

    /// <summary>Ten thousand wait for a receiver that is down: it is asked a few times, and then gets all of them.</summary>
    [Fact]
    public async Task Probes_before_it_floods()
    {
        _answer = Nothing;
        Add(1, 10_000);
        await TriedAsync(5);
        await PassAsync(TimeSpan.FromMinutes(50));
        Assert.InRange(_tried.Count, 60, 140);
        var before = _tried.Count;

        _answer = Right;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await TriedAsync(10_000);

        Assert.Empty(_givenUp);
        Assert.Equal(10_000, _tried.Distinct().Count());
        Assert.InRange(before, 1, 200);
        Assert.True(await IdleAsync());
    }

    [Fact]
    public async Task Gives_up_what_has_waited_for_an_hour()
    {
        _answer = Nothing;
        Add(1, 500);
        await TriedAsync(5);
        await PassAsync(Lane.Longest + TimeSpan.FromMinutes(1));

        await Until.IsAsync("all to be over", TimeSpan.FromSeconds(10), () =>
            Task.FromResult(_tried.Count + _givenUp.Count == 500 ? this : null));
        Assert.InRange(_tried.Count, 60, 180);
        Assert.Equal(500, _tried.Concat(_givenUp).Distinct().Count());
    }

    [Fact]
    public async Task Learns_nothing_from_an_attempt_that_was_not_made()
    {
        for (var i = 0; i < 100; i++)
        {
            _lane.Add(new Errand(() => Task.FromResult<WebhookAnswer?>(null), _ => Task.CompletedTask, _clock.GetUtcNow()));
        }

        Assert.True(await IdleAsync());
    }

    [Fact]
    public async Task Is_open_for_a_day_after_the_last_probe_that_failed()
    {
        using var lanes = new Lanes(4, 256, _clock);
        Assert.Equal(0, lanes.Open);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            lanes.Of("http://a/").Add(new Errand(() => Task.FromResult<WebhookAnswer?>(Nothing), _ => Task.CompletedTask, _clock.GetUtcNow()));
        }

        lanes.Of("http://b/").Add(new Errand(() => Task.FromResult<WebhookAnswer?>(Right), _ => Task.CompletedTask, _clock.GetUtcNow()));
        await Until.IsAsync("an open circuit", TimeSpan.FromSeconds(10), () => Task.FromResult(lanes.Open == 1 ? this : null));
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal((1, false), (lanes.Open, lanes.Of("http://a/").IsIdle));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal((0, true), (lanes.Open, lanes.Of("http://a/").IsIdle));
    }

    [Fact]
    public async Task Learns_nothing_of_a_receiver_from_what_may_not_go_there()
    {
        _answer = new WebhookAnswer(null, "not there", null, Refused: true);
        Add(1, 500);
        await TriedAsync(500);

        Assert.True(await IdleAsync());
    }

    [Fact]
    public async Task Is_not_used_up_by_attempts_that_throw()
    {
        for (var i = 0; i < 100; i++)
        {
            _lane.Add(new Errand(
                () => Task.FromException<WebhookAnswer?>(new InvalidOperationException()), _ => Task.CompletedTask, _clock.GetUtcNow()));
        }

        Add(1, 1);
        await TriedAsync(1);
        Assert.True(await IdleAsync());
    }

    /// <summary>In steps as long as a pause may be, each once the probe has been made and the next pause has begun.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var end = _clock.GetUtcNow() + time; _clock.GetUtcNow() < end;)
        {
            var before = _tried.Count;
            _clock.Advance(TimeSpan.FromSeconds(30));
            await Until.IsAsync("the probe", TimeSpan.FromSeconds(10), () => Task.FromResult(
                (_tried.Count > before && _lane.UnderWay == 0 && _clock.Waiting > 0) || _tried.Count + _givenUp.Count == 500
                    ? this
                    : null));
        }
    }

    private void Add(int first, int count, Task? gate = null)
    {
        foreach (var number in Enumerable.Range(first, count))
        {
            _lane.Add(new Errand(
                async () =>
                {
                    Max(Interlocked.Increment(ref _under));
                    _tried.Enqueue(number);
                    await (gate ?? Task.CompletedTask);
                    Interlocked.Decrement(ref _under);
                    return _answer;
                },
                _ =>
                {
                    _givenUp.Enqueue(number);
                    return Task.CompletedTask;
                },
                _clock.GetUtcNow()));
        }
    }

    private void Max(int seen)
    {
        for (var most = _mostUnder; seen > most; most = _mostUnder)
        {
            Interlocked.CompareExchange(ref _mostUnder, seen, most);
        }
    }

    private async Task TriedAsync(int count) => await Until.IsAsync($"{count} attempts", TimeSpan.FromSeconds(20), () =>
        Task.FromResult(_tried.Count >= count ? this : null));

    private async Task<bool> IdleAsync() => await Until.IsAsync("the lane to be idle", TimeSpan.FromSeconds(10), () =>
        Task.FromResult(_lane.IsIdle ? this : null)) is not null;
}
