using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Leadership;
using JobWorker.Host.Tests.Leadership;

namespace JobWorker.Host.Tests.Jobs.Events;

public sealed class ThePublisher : IDisposable
{
    private readonly EventWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Publishes_every_event_in_order_then_keeps_that_it_has_and_wakes_the_job()
    {
        await _world.AppendAsync("a", _world.Life);

        Assert.Equal("a", await _world.WokenAsync());
        Assert.Equal([1, 2, 3, 4], _world.Taken.Select(e => e.Version));
        Assert.Equal(["a:1", "a:2", "a:3", "a:4"], _world.Taken.Select(e => e.Id));
        Assert.Equal(4, await ToldAsync("a"));
    }

    [Fact]
    public async Task Publishes_events_in_the_trace_of_the_message_also_of_one_that_was_rejected()
    {
        var trace = new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1");
        await _world.AppendAsync("a", _world.Requested with { Request = KeeperWorld.Request() with { Trace = trace } });
        await _world.AppendAsync("b", new JobRejected(
            "svc", null, new("A100", "", "Invalid"), [], "hash", _world.Clock.GetUtcNow(), trace));
        await TakenAsync(2);

        Assert.All(_world.Taken, e => Assert.Equal(trace, e.Trace));
    }

    [Fact]
    public async Task Writes_one_slot_for_a_job_and_only_at_its_end()
    {
        await _world.AppendAsync("a", [.. _world.Life.SkipLast(1)]);
        await TakenAsync(3);
        Assert.DoesNotContain("job-worker-a~events", _world.Slots.Keys);
        var writes = _world.Slots.Writes;

        await _world.AppendAsync("a", _world.Succeeded);
        await _world.WokenAsync();

        Assert.Equal(TimeSpan.FromDays(16), _world.Slots.KeepOf("job-worker-a~events"));
        Assert.Equal(writes + 2, _world.Slots.Writes);
    }

    [Fact]
    public async Task Never_has_two_events_of_one_job_under_way()
    {
        _world.Takes = false;
        await _world.AppendAsync("a", _world.Requested);
        var first = await _world.ArrivalAsync();
        await _world.AppendAsync("a", _world.Created);
        await _world.AppendAsync("b", _world.Requested);

        var other = await _world.ArrivalAsync();
        Assert.Equal("b:1", other.Event.Id);
        Assert.False(_world.HasArrival);

        first.Take();
        Assert.Equal("a:2", (await _world.ArrivalAsync()).Event.Id);
    }

    [Fact]
    public async Task Has_no_more_jobs_under_way_than_it_may()
    {
        using var world = new EventWorld(concurrency: 2) { Takes = false };
        foreach (var id in (string[])["a", "b", "c"])
        {
            await world.AppendAsync(id, world.Requested);
        }

        var first = await world.ArrivalAsync();
        await world.ArrivalAsync();
        Assert.False(world.HasArrival);

        first.Take();
        Assert.Equal("c:1", (await world.ArrivalAsync()).Event.Id);
    }

    [Fact]
    public async Task Publishes_an_event_again_after_one_two_four_seconds_until_it_is_taken_and_none_before_it()
    {
        _world.Takes = false;
        await _world.AppendAsync("a", _world.Requested, _world.Created);
        foreach (var seconds in (int[])[1, 2, 4])
        {
            (await _world.ArrivalAsync()).Refuse();
            await _world.PausedAsync();
            _world.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.False(_world.HasArrival);
            _world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        var again = await _world.ArrivalAsync();
        Assert.Equal("a:1", again.Event.Id);
        again.Take();
        Assert.Equal("a:2", (await _world.ArrivalAsync()).Event.Id);
    }

    [Fact]
    public async Task Begins_at_the_first_event_in_a_new_process_while_the_job_lives()
    {
        await _world.AppendAsync("a", _world.Requested, _world.Created);
        await TakenAsync(2);
        _world.Restart();

        await _world.AppendAsync("a", new PodStarted(new PodRef("p", "u"), _world.Clock.GetUtcNow()));

        await TakenAsync(5);
        Assert.Equal([1, 2, 1, 2, 3], _world.Taken.Select(e => e.Version));
    }

    [Fact]
    public async Task Goes_on_from_the_mark_in_a_new_process_when_the_job_was_over()
    {
        await _world.AppendAsync("a", _world.Life);
        await _world.WokenAsync();
        _world.Restart();

        await _world.AppendAsync("a", new DuplicateIgnored("other", _world.Clock.GetUtcNow()));

        await _world.WokenAsync();
        Assert.Equal([1, 2, 3, 4, 5], _world.Taken.Select(e => e.Version));
        Assert.Equal(5, await ToldAsync("a"));
    }

    [Fact]
    public async Task Believes_no_mark_of_an_earlier_life_of_the_id()
    {
        await _world.AppendAsync("a", _world.Life);
        await _world.WokenAsync();
        _world.Slots.Remove(key => key == "j-a");
        _world.Clock.Advance(TimeSpan.FromDays(15));

        await _world.AppendAsync("a", _world.Life);

        await _world.WokenAsync();
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], _world.Taken.Select(e => e.Version));
        Assert.Equal(4, await ToldAsync("a"));
    }

    [Fact]
    public async Task Publishes_events_that_have_moved_to_pages()
    {
        _world.Takes = false;
        await _world.AppendAsync("a", _world.Requested);
        var first = await _world.ArrivalAsync();
        for (var i = 0; i < 60; i++)
        {
            await _world.AppendAsync("a", new DuplicateIgnored($"{i}", _world.Clock.GetUtcNow()));
        }

        _world.Takes = true;
        first.Take();

        await TakenAsync(61);
        Assert.Equal(Enumerable.Range(1, 61).Select(v => (long)v), _world.Taken.Select(e => e.Version));
    }

    [Fact]
    public async Task Marks_a_job_that_is_over_when_the_broker_is_away_so_that_its_reminder_holds_it()
    {
        _world.Takes = false;
        await _world.AppendAsync("a", _world.Life);
        (await _world.ArrivalAsync()).Take();
        (await _world.ArrivalAsync()).Refuse();

        Assert.Equal("a", await _world.WokenAsync());
        Assert.Equal(1, await ToldAsync("a"));

        _world.Takes = true;
        await _world.PausedAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await _world.WokenAsync();
        Assert.Equal(4, await ToldAsync("a"));
    }

    [Fact]
    public async Task Keeps_trying_while_the_store_does_not_keep_the_mark()
    {
        _world.Takes = false;
        var stream = await _world.AppendAsync("a", _world.Life);
        for (var i = 0; i < stream.Version - 1; i++)
        {
            (await _world.ArrivalAsync()).Take();
        }

        var last = await _world.ArrivalAsync();
        _world.Slots.Down = true;
        last.Take();
        await _world.PausedAsync();
        _world.Slots.Down = false;
        _world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a", await _world.WokenAsync());
        Assert.Equal([1, 2, 3, 4], _world.Taken.Select(e => e.Version));
    }

    [Fact]
    public async Task Leaves_jobs_to_others_while_it_does_not_lead()
    {
        var role = Leaderships.Role(LeadershipMode.LeaderOnly, _world.Clock);
        using var world = new EventWorld(role) { Takes = false };
        await world.AppendAsync("a", world.Requested);
        role.Elect(TimeSpan.FromSeconds(15));

        await world.AppendAsync("b", world.Requested);

        Assert.Equal("b:1", (await world.ArrivalAsync()).Event.Id);
        Assert.False(world.HasArrival);
    }

    [Fact]
    public async Task Lets_what_is_under_way_end_when_it_is_drained_and_begins_nothing()
    {
        _world.Takes = false;
        await _world.AppendAsync("a", _world.Requested);
        var first = await _world.ArrivalAsync();
        var drained = _world.Publisher.DrainAsync(default);
        await _world.AppendAsync("b", _world.Requested);
        Assert.False(drained.IsCompleted);

        first.Take();
        await drained;

        Assert.Equal("a:1", Assert.Single(_world.Taken).Id);
        Assert.False(_world.HasArrival);
    }

    private async Task<long?> ToldAsync(string id)
    {
        // What another process would learn: this one remembers.
        _world.Restart();

        return await _world.Publisher.ToldAsync(await _world.Journal.LoadAsync(id, default), default);
    }

    private Task<EventWorld> TakenAsync(int count) => Testing.Until.IsAsync(
        $"{count} events", TimeSpan.FromSeconds(30), () => Task.FromResult(_world.Taken.Count >= count ? _world : null));
}
