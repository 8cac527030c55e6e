using System.Globalization;
using JobWorker.Host.Ojs.Extensions.Workers;
using JobWorker.Host.Ojs.Queues.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>Ids that somebody makes up cost neither memory nor the time of others.</summary>
public sealed class ManyWorkers
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Push_out_those_that_have_been_silent_for_longest()
    {
        var (book, began) = (new WorkerBook(null!, null!, _clock), _clock.GetUtcNow());
        book.Hear("silent");
        foreach (var n in Enumerable.Range(0, 3 * WorkerBook.Most))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            book.Hear(n.ToString(CultureInfo.InvariantCulture));
            book.Hear("busy", jobs: 2);
            Assert.NotNull(book.Find("busy"));
        }

        Assert.InRange(book.All().Count, WorkerBook.Most / 2, WorkerBook.Most);
        Assert.Null(book.Find("silent"));
        Assert.Equal((2, began.AddMilliseconds(1)), (book.Find("busy")!.Jobs, book.Find("busy")!.FirstAt));
        _clock.Advance(TimeSpan.FromHours(1.1));
        Assert.Empty(book.All());
    }

    [Fact]
    public async Task Name_jobs_that_nobody_knows_without_a_read_for_each()
    {
        await using var world = await OjsWorld.StartAsync();
        var store = (MemoryQueueStore)world.Services.GetRequiredService<IQueueStore>();
        var mine = Guid.CreateVersion7().ToString();
        string[] ids = [await world.EnqueueAsync(), await world.EnqueueAsync(more: $",\"id\":\"{mine}\"")];
        await world.PostAsync("/workers/fetch", """{"queues":["q"],"worker_id":"w","count":2}""");
        var before = store.Calls;

        var others = Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7().ToString());
        var said = await world.PostAsync(
            "/workers/heartbeat", $$"""{"worker_id":"w","active_jobs":["{{string.Join("\",\"", [.. ids, .. others])}}"]}""");

        Assert.Equal(ids.Order(), said.At("jobs_extended").EnumerateArray().Select(id => id.GetString()).Order());
        Assert.InRange(store.Calls - before, 0, 2);
    }

    [Fact]
    public void That_drain_push_out_those_who_said_so_longest_ago()
    {
        var all = DrainingDocument.Empty;
        foreach (var n in Enumerable.Range(0, DrainingDocument.Most + 5))
        {
            all = all.With(n.ToString(CultureInfo.InvariantCulture), Now.AddSeconds(n), Now.AddHours(-1));
        }

        Assert.Equal(DrainingDocument.Most, all.Since.Count);
        Assert.Equal((false, true), (all.Since.ContainsKey("4"), all.Since.ContainsKey("5")));
    }

    [Fact]
    public void That_say_again_that_they_drain_change_nothing_for_a_minute()
    {
        var all = DrainingDocument.Empty.With("w", Now, Now.AddHours(-1));

        Assert.Same(all, all.With("w", Now.AddSeconds(59), Now.AddHours(-1)));
        Assert.Same(all, all.With("other", null, Now.AddHours(-1)));
        Assert.Equal(Now.AddSeconds(61), all.With("w", Now.AddSeconds(61), Now.AddHours(-1)).Since["w"]);
        Assert.Empty(all.With("w", null, Now.AddHours(-1)).Since);
    }
}
