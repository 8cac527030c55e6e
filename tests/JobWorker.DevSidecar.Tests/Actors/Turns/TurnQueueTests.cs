using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Turns;

namespace JobWorker.DevSidecar.Tests.Actors.Turns;

public sealed class WaitingForATurn
{
    private readonly TurnQueue _queue = new();

    [Fact]
    public async Task Is_first_come_first_served()
    {
        var first = await _queue.EnterAsync(Chain.None, default);
        var second = _queue.EnterAsync(Chain.None, default);
        var third = _queue.EnterAsync(new Chain("c", 9), default);
        Assert.False(second.IsCompleted);
        Assert.True(_queue.IsBusy);

        first.Dispose();
        (await second).Dispose();

        Assert.False((await third).IsNested);
    }

    [Fact]
    public async Task Is_not_needed_by_a_call_of_the_chain_that_has_the_turn()
    {
        var outer = await _queue.EnterAsync(new Chain("c", 2), default);
        var waiting = _queue.EnterAsync(Chain.None, default);

        var inner = await _queue.EnterAsync(new Chain("c", 2), default);
        Assert.True(inner.IsNested);

        outer.Dispose();
        Assert.False(waiting.IsCompleted);
        inner.Dispose();
        await waiting;
    }

    [Fact]
    public async Task Is_shared_by_calls_of_a_chain_that_wait()
    {
        var other = await _queue.EnterAsync(Chain.None, default);
        var one = _queue.EnterAsync(new Chain("c", 2), default);
        var two = _queue.EnterAsync(new Chain("c", 2), default);
        Assert.False(two.IsCompleted);

        other.Dispose();

        await Task.WhenAll(one, two);
    }

    [Fact]
    public async Task Is_refused_to_a_chain_that_is_too_deep_and_to_no_other()
    {
        var one = await _queue.EnterAsync(new Chain("c", 2), default);
        var two = await _queue.EnterAsync(new Chain("c", 2), default);
        await Assert.ThrowsAsync<ActorStackDepthException>(() => _queue.EnterAsync(new Chain("c", 2), default));
        var next = _queue.EnterAsync(new Chain("d", 2), default);

        one.Dispose();
        two.Dispose();

        await next;
    }

    [Fact]
    public async Task Ends_when_the_caller_gives_up_and_lets_the_next_one_in()
    {
        using var cancel = new CancellationTokenSource();
        var first = await _queue.EnterAsync(Chain.None, default);
        var second = _queue.EnterAsync(Chain.None, cancel.Token);
        var third = _queue.EnterAsync(Chain.None, default);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();

        await third;
    }

    [Fact]
    public async Task Is_given_to_one_at_a_time_among_many()
    {
        var (inside, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(async () =>
        {
            using var cancel = new CancellationTokenSource();
            if (n % 3 == 0)
            {
                await cancel.CancelAsync();
            }

            try
            {
                using var turn = await _queue.EnterAsync(n % 2 == 0 ? Chain.None : new Chain($"{n}", 1), cancel.Token);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                Interlocked.Increment(ref done);
            }
            catch (OperationCanceledException)
            {
                // Some give up.
            }
        })));

        Assert.Equal((0, 1), (inside, most));
        Assert.False(_queue.IsBusy);
        Assert.True(done >= 133);
        Assert.False((await _queue.EnterAsync(Chain.None, default)).IsNested);
    }
}
