using System.Collections.Concurrent;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Testing;

namespace JobWorker.Host.Tests.Callbacks.Delivery;

public sealed class ALaneThatIsShared : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ConcurrentQueue<int> _trips = new();
    private readonly Lane _lane;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WebhookAnswer _answer = new(204, null, null);

    public ALaneThatIsShared() => _lane = new Lane(40, new Places(256), _clock);

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task Has_what_waits_go_together_in_groups()
    {
        Add(100);
        await TripsAsync(40);
        _gate.SetResult();
        await TripsAsync(100);

        Assert.All(_trips, count => Assert.InRange(count, 1, Lane.MostTogether));
        Assert.Contains(_trips, count => count > 1);
    }

    [Fact]
    public async Task Lets_one_go_alone_where_none_waits()
    {
        _gate.SetResult();
        Add(1);
        await TripsAsync(1);

        Assert.Equal([1], _trips);
    }

    [Fact]
    public async Task Lets_those_go_alone_that_name_nobody()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            _lane.Add(new Errand(() => TripAsync(1), _ => Task.CompletedTask, _clock.GetUtcNow()));
        }

        _gate.SetResult();
        await TripsAsync(5);

        Assert.Equal([1, 1, 1, 1, 1], _trips);
    }

    [Fact]
    public async Task Learns_from_each_answer_of_a_group()
    {
        _answer = new WebhookAnswer(null, "no answer", null);
        _gate.SetResult();
        Add(40);

        await Until.IsAsync("an open circuit", TimeSpan.FromSeconds(10), () => Task.FromResult(_lane.IsOpen ? this : null));
        Assert.InRange(_trips.Sum(), 5, 40);
    }

    private void Add(int count)
    {
        foreach (var _ in Enumerable.Range(0, count))
        {
            _lane.Add(new Errand(() => TripAsync(1), _ => Task.CompletedTask, _clock.GetUtcNow(), Together));
        }
    }

    private IReadOnlyList<Task<WebhookAnswer?>> Together(IReadOnlyList<Errand> errands)
    {
        var trip = TripAsync(errands.Count);

        return [.. errands.Select(_ => trip)];
    }

    private async Task<WebhookAnswer?> TripAsync(int count)
    {
        _trips.Enqueue(count);
        await _gate.Task;

        return _answer;
    }

    private async Task TripsAsync(int errands) => await Until.IsAsync($"{errands} errands", TimeSpan.FromSeconds(20), () =>
        Task.FromResult(_trips.Sum() >= errands ? this : null));
}
