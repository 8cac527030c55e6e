using System.Collections.Concurrent;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Testing;

namespace JobWorker.Host.Tests.Callbacks.Delivery;

/// <summary>Receivers that share 16 places, of which each may have 8.</summary>
public sealed class ThePlaces : IDisposable
{
    private static readonly WebhookAnswer Right = new(204, null, null);

    private readonly ManualClock _clock = new();
    private readonly ConcurrentDictionary<string, int> _underWay = new();
    private readonly ConcurrentDictionary<string, int> _begun = new();
    private readonly TaskCompletionSource<WebhookAnswer?> _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lanes _lanes;

    public ThePlaces() => _lanes = new Lanes(8, 16, _clock);

    public void Dispose() => _lanes.Dispose();

    [Fact]
    public async Task Are_left_for_others_by_those_who_keep_theirs()
    {
        foreach (var slow in Enumerable.Range(0, 9).Select(n => $"http://slow-{n}/"))
        {
            Add(slow, 100, () => _slow.Task);
            await Until.IsAsync("one under way", TimeSpan.FromSeconds(10), () =>
                Task.FromResult(_underWay.GetValueOrDefault(slow) > 0 ? this : null));
        }

        Add("http://healthy/", 500, () => Task.FromResult<WebhookAnswer?>(Right));
        await BegunAsync("http://healthy/", 500);

        Assert.InRange(_underWay.Values.Sum(), 9, 15);
    }

    [Fact]
    public async Task Are_given_to_each_who_waits_once_some_are_back()
    {
        var receivers = Enumerable.Range(0, 40).Select(n => $"http://slow-{n}/").ToList();
        receivers.ForEach(receiver => Add(receiver, 3, () => _slow.Task));
        await UnderWayAsync(16);

        _slow.SetResult(Right);
        foreach (var receiver in receivers)
        {
            await BegunAsync(receiver, 3);
        }

        await UnderWayAsync(0);
    }

    [Fact]
    public async Task Are_free_but_for_a_fifth_where_one_alone_wants_all()
    {
        using var lanes = new Lanes(16, 20, _clock);
        Add("http://slow/", 100, () => _slow.Task, lanes);
        await UnderWayAsync(4);
        Add("http://other/", 1, () => Task.FromResult<WebhookAnswer?>(Right), lanes);
        await BegunAsync("http://other/", 1);

        Assert.Equal(4, _begun["http://slow/"]);
    }

    [Fact]
    public async Task Are_enough_where_there_is_but_one()
    {
        using var lanes = new Lanes(8, 1, _clock);
        Add("http://a/", 20, () => Task.FromResult<WebhookAnswer?>(Right), lanes);
        Add("http://b/", 20, () => Task.FromResult<WebhookAnswer?>(Right), lanes);

        await BegunAsync("http://a/", 20);
        await BegunAsync("http://b/", 20);
    }

    private void Add(string url, int count, Func<Task<WebhookAnswer?>> attempt, Lanes? lanes = null)
    {
        for (var n = 0; n < count; n++)
        {
            (lanes ?? _lanes).Of(url).Add(new Errand(
                async () =>
                {
                    _underWay.AddOrUpdate(url, 1, (_, before) => before + 1);
                    _begun.AddOrUpdate(url, 1, (_, before) => before + 1);
                    var answer = await attempt();
                    _underWay.AddOrUpdate(url, 0, (_, before) => before - 1);

                    return answer;
                },
                _ => Task.CompletedTask,
                _clock.GetUtcNow()));
        }
    }

    private async Task UnderWayAsync(int count) => await Until.IsAsync(
        $"{count} under way", TimeSpan.FromSeconds(10), () => Task.FromResult(_underWay.Values.Sum() == count ? this : null));

    private async Task BegunAsync(string url, int count) => await Until.IsAsync(
        $"{count} begun at {url}", TimeSpan.FromSeconds(10), () => Task.FromResult(_begun.GetValueOrDefault(url) == count ? this : null));
}
