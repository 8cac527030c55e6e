using JobWorker.Ojs.Client.Working;

namespace JobWorker.Ojs.Client.Tests.Working;

public sealed class TheSlots
{
    private readonly Slots _slots = new(2);

    private void Take(int jobs) => _slots.Take(_slots.Ask(), jobs);

    [Fact]
    public void Are_asked_for_once()
    {
        Assert.Equal(2, _slots.Ask());
        Assert.Equal(0, _slots.Ask());
    }

    [Fact]
    public void Can_be_asked_for_again_where_nothing_came()
    {
        Take(0);

        Assert.Equal(2, _slots.Ask());
    }

    [Fact]
    public void Are_full_while_jobs_are_being_done()
    {
        Take(1);
        Assert.Equal(1, _slots.Ask());
        _slots.Take(1, 1);

        Assert.Equal(0, _slots.Ask());
    }

    [Fact]
    public void Are_free_while_the_outcome_is_told()
    {
        Take(2);
        _slots.Done();

        Assert.Equal(1, _slots.Ask());
    }

    [Fact]
    public void Take_no_more_where_as_many_outcomes_wait_as_can_be_done()
    {
        Take(2);
        _slots.Done();
        _slots.Done();
        Take(2);
        _slots.Done();
        Assert.Equal(0, _slots.Ask());
        _slots.Done();
        Assert.Equal(0, _slots.Ask());

        _slots.Told();
        Assert.Equal(1, _slots.Ask());
        _slots.Told();
        Assert.Equal(1, _slots.Ask());
    }

    [Fact]
    public void Never_go_beyond_what_can_be_done_or_twice_that_with_what_is_told()
    {
        var random = new Random(42);
        var (doing, telling, asked) = (0, 0, new Queue<int>());
        for (var step = 0; step < 10_000; step++)
        {
            switch (random.Next(4))
            {
                case 0 when _slots.Ask() is var free and > 0:
                    asked.Enqueue(free);
                    break;
                case 1 when asked.TryDequeue(out var some):
                    var jobs = random.Next(some + 1);
                    _slots.Take(some, jobs);
                    doing += jobs;
                    break;
                case 2 when doing > 0:
                    _slots.Done();
                    (doing, telling) = (doing - 1, telling + 1);
                    break;
                case 3 when telling > 0:
                    _slots.Told();
                    telling--;
                    break;
            }

            Assert.InRange(doing + asked.Sum(), 0, 2);
            Assert.InRange(doing + asked.Sum() + telling, 0, 4);
        }
    }

    [Fact]
    public async Task Wake_those_who_wait()
    {
        Take(2);
        foreach (Action change in new[] { _slots.Done, _slots.Told, _slots.Wake })
        {
            var changed = _slots.Changed;
            Assert.False(changed.IsCompleted);
            change();
            await changed.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }
}
