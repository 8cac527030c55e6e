using JobWorker.Core.Jobs;
using JobWorker.Host.Tests.Journals;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog;

public sealed class ACheckpoint : CatalogSpec
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Lets_the_batches_before_it_expire_and_nothing_is_missing()
    {
        var process = Process();
        await FillAsync(process);
        var before = await process.WordsAsync();
        var batches = Slots.Keys.Where(IsBatch).ToList();

        Assert.True(await process.Checkpoint.MakeAsync(always: true, default));

        Assert.All(batches, key => Assert.Equal(Farewell, Slots.KeepOf(key)));
        Expire();
        Assert.Equal(before, await AnewAsync());
        Assert.Equal(before, await process.WordsAsync());
    }

    [Fact]
    public async Task Bounds_the_keys_that_a_start_reads()
    {
        var process = Process();
        for (var i = 0; i < process.Checkpoint.Batches; i++)
        {
            Assert.False(await process.Checkpoint.MakeAsync(always: false, default));
            await process.AddAsync(Entry($"job-{i}", 2, JobState.Succeeded));
            await process.Reader.ReadAsync(default);
        }

        Assert.True(await process.Checkpoint.MakeAsync(always: false, default));

        var reads = Slots.Reads;
        Assert.Equal(process.Checkpoint.Batches, (await AnewAsync()).Length);
        Assert.InRange(Slots.Reads - reads, 1, 6);
    }

    [Fact]
    public async Task Writes_a_finished_job_once_and_never_again()
    {
        var process = Process();
        await process.AddAsync([.. Enumerable.Range(0, PageEntries).Select(i => Entry($"old-{i}", 2, JobState.Succeeded))]);
        await process.WordsAsync();
        await process.Checkpoint.MakeAsync(always: true, default);
        await process.WordsAsync();
        var settled = Slots.Keys.Single(IsPage);

        await process.AddAsync(Entry("new"));
        await process.WordsAsync();
        await process.Checkpoint.MakeAsync(always: true, default);

        Assert.Equal(TimeSpan.FromDays(22), Slots.KeepOf(settled));
        Assert.Contains("\"new\"", Slots.TextOf(Slots.Keys.Single(k => IsPage(k) && k != settled)));
        Assert.Equal(PageEntries + 1, (await AnewAsync()).Length);
    }

    [Fact]
    public async Task Is_ended_anywhere_and_every_job_is_still_listed()
    {
        for (var write = 1; ; write++)
        {
            foreach (var after in (bool[])[false, true])
            {
                var slots = new MemorySlots();
                using var first = new CatalogProcess(slots, Clock);
                await FillAsync(first);
                await first.WordsAsync();
                await first.Checkpoint.MakeAsync(always: true, default);
                await first.NoteAsync(Entry("live-1", 3, JobState.Running, 1));
                var expected = await first.WordsAsync();

                var dying = new DyingSlots(slots, write, after);
                using var second = new CatalogProcess(dying, Clock);
                await second.WordsAsync();
                await Record.ExceptionAsync(() => second.Checkpoint.MakeAsync(always: true, default));
                Expire(slots);

                using var third = new CatalogProcess(slots, Clock);
                Assert.Equal(expected, await third.WordsAsync());
                Assert.True(await third.Checkpoint.MakeAsync(always: true, default));
                Expire(slots);
                using var fourth = new CatalogProcess(slots, Clock);
                Assert.Equal(expected, await fourth.WordsAsync());
                if (!dying.IsDead)
                {
                    Assert.True(write > 5, "the checkpoint was never interrupted");
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task Leaves_nothing_for_ever_but_what_the_head_names()
    {
        var process = Process();
        await FillAsync(process);
        for (var i = 0; i < 3; i++)
        {
            await process.NoteAsync(Entry("live-1", 3 + i, JobState.Running, 1));
            await process.WordsAsync();
            await process.Checkpoint.MakeAsync(always: true, default);
        }

        var head = await process.Store.HeadAsync(default);
        var kept = Slots.Keys.Where(k => (IsBatch(k) || IsPage(k)) && Slots.KeepOf(k) is null);
        Assert.Equal(head!.Pages.Where(p => p.Until is null).Select(p => $"j-~catalog-page-{p.Name}"), kept);
    }

    [Fact]
    public async Task Of_one_leader_gives_way_to_that_of_another()
    {
        var (one, other) = (Process(), Process());
        await FillAsync(one);
        var expected = await one.WordsAsync();
        await other.WordsAsync();

        Assert.True(await one.Checkpoint.MakeAsync(always: true, default));
        await other.Checkpoint.MakeAsync(always: true, default);
        await other.WordsAsync();
        await other.Checkpoint.MakeAsync(always: true, default);
        Expire();

        Assert.Equal(expected, await AnewAsync());
        Assert.Equal(expected, await one.WordsAsync());
    }

    [Theory]
    [InlineData(WriteFault.Lost)]
    [InlineData(WriteFault.AnswerLost)]
    public async Task Survives_any_write_in_doubt(object fault)
    {
        for (var write = 0; write < 12; write++)
        {
            var slots = new MemorySlots();
            using var process = new CatalogProcess(slots, Clock);
            await FillAsync(process);
            var expected = await process.WordsAsync();
            for (var i = 0; i < write; i++)
            {
                slots.Faults.Enqueue(WriteFault.None);
            }

            slots.Faults.Enqueue((WriteFault)fault);
            await process.Checkpoint.MakeAsync(always: true, default);
            Expire(slots);

            using var next = new CatalogProcess(slots, Clock);
            Assert.Equal(expected, await next.WordsAsync());
        }
    }

    [Fact]
    public async Task Ends_the_log_of_a_process_that_is_gone_and_one_that_was_only_quiet_begins_another()
    {
        var (gone, leader) = (Process(), Process());
        await gone.AddAsync(Entry("a"));
        await leader.AddAsync(Entry("b", second: 1));
        await leader.WordsAsync();
        await leader.Checkpoint.MakeAsync(always: true, default);
        Assert.Equal(2, (await leader.Store.HeadAsync(default))!.Writers.Length);

        Clock.Advance(TimeSpan.FromMinutes(6));
        await leader.WordsAsync();
        Assert.True(await leader.Checkpoint.MakeAsync(always: true, default));
        Assert.Equal([leader.Writer.Writer!], (await leader.Store.HeadAsync(default))!.Writers.Select(w => w.Writer));

        await gone.AddAsync(Entry("c", second: 2));
        Assert.Equal(0, gone.Reader.Losses);
        string[] expected = ["c Requested 1", "b Requested 1", "a Requested 1"];
        Assert.Equal(expected, await leader.WordsAsync());
        Assert.Equal(expected, await gone.WordsAsync());
        Expire();
        Assert.Equal(expected, await AnewAsync());
    }

    [Fact]
    public async Task Forgets_what_jobs_are_not_remembered_any_more()
    {
        var process = Process(keep: TimeSpan.FromHours(1));
        await process.AddAsync([.. Enumerable.Range(0, PageEntries + 1).Select(i => Entry($"old-{i}", 2, JobState.Failed))]);
        await process.AddAsync(Entry("live", 2, JobState.Running, 1));
        await process.WordsAsync();
        await process.Checkpoint.MakeAsync(always: true, default);
        await process.WordsAsync();

        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(PageEntries + 1, process.Model.DropExpired());
        await process.Checkpoint.MakeAsync(always: true, default);

        Assert.Equal(["live Running 2"], await process.WordsAsync());
        Assert.Equal(["live Running 2"], await Process(keep: TimeSpan.FromHours(1)).WordsAsync());
        Assert.Single((await process.Store.HeadAsync(default))!.Pages);
    }

    private static async Task FillAsync(CatalogProcess process)
    {
        for (var i = 0; i < 4; i++)
        {
            await process.AddAsync([.. Enumerable.Range(0, 2).Select(n => Entry($"done-{i}-{n}", 2, JobState.Succeeded, n))]);
            await process.AddAsync(Entry($"live-{i}", 2, JobState.Created, i));
        }
    }

    /// <summary>What was given ten minutes is gone.</summary>
    private void Expire(MemorySlots? slots = null)
    {
        var store = slots ?? Slots;
        store.Remove(key => store.KeepOf(key) == Farewell);
    }

    private static bool IsPage(string key) => key.Contains("~catalog-page-", StringComparison.Ordinal);

    private static bool IsBatch(string key) => key.Contains("~catalog-", StringComparison.Ordinal) && !IsPage(key);
}
