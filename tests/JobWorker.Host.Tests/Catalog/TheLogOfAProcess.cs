using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog;

public sealed class TheLogOfAProcess : CatalogSpec
{
    [Fact]
    public async Task Carries_many_jobs_in_one_batch()
    {
        var process = Process();
        await process.AddAsync(Entry("first"));
        var writes = Slots.Writes;

        await process.AddAsync([.. Enumerable.Range(0, 300).Select(i => Entry($"job-{i}"))]);

        Assert.Equal(1, Slots.Writes - writes);
        Assert.Equal(301, (await AnewAsync()).Length);
    }

    [Fact]
    public async Task Writes_a_noted_job_once_however_often_it_changed_and_not_at_once()
    {
        var process = Process();
        await process.AddAsync(Entry("a"));
        var writes = Slots.Writes;

        process.Writer.Note(Entry("a", 2, JobState.Created));
        process.Writer.Note(Entry("a", 3, JobState.Running));
        process.Writer.Note(Entry("a", 2, JobState.Created));

        Assert.False(await process.Writer.WriteNextAsync(default));
        await process.FlushAsync();
        Assert.Equal(1, Slots.Writes - writes);
        Assert.Equal(["a Running 3"], await AnewAsync());
    }

    [Theory]
    [InlineData(WriteFault.Lost)]
    [InlineData(WriteFault.AnswerLost)]
    public async Task Holds_a_batch_once_though_a_write_is_in_doubt(object fault)
    {
        var process = Process();
        await process.AddAsync(Entry("a"));
        Slots.Faults.Enqueue((WriteFault)fault);

        await process.AddAsync(Entry("b"));
        await process.AddAsync(Entry("c"));

        Assert.Equal(3, Slots.Keys.Count(k => k.StartsWith("j-~catalog-", StringComparison.Ordinal)));
        Assert.Equal(["c Requested 1", "b Requested 1", "a Requested 1"], await AnewAsync());
    }

    [Fact]
    public async Task Fails_who_waits_and_keeps_what_is_noted_while_the_store_refuses()
    {
        var process = Process();
        await process.AddAsync(Entry("a"));
        Slots.Down = true;

        process.Writer.Note(Entry("a", 2, JobState.Created));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => process.AddAsync(Entry("b")));
        await process.FlushAsync();
        Slots.Down = false;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await process.FlushAsync();

        Assert.Equal(["a Created 2"], await AnewAsync());
    }

    [Fact]
    public async Task Goes_on_behind_a_batch_that_was_taken_for_lost_and_was_not()
    {
        var process = Process();
        await process.AddAsync(Entry("a"));
        var late = new CatalogBatch("late", [Entry("b")]);
        await Slots.TryPutAsync(
            $"j-~catalog-{process.Writer.Writer}-00000001", CatalogFormat.Write(late), null, null, default);

        await process.AddAsync(Entry("c"));

        Assert.Equal(3, (await AnewAsync()).Length);
        Assert.Equal(3, (await process.WordsAsync()).Length);
    }

    [Fact]
    public async Task Goes_on_in_another_log_when_this_one_was_ended()
    {
        var process = Process();
        await process.AddAsync(Entry("a"));
        var ended = process.Writer.Writer!;
        await process.Store.AppendAsync(ended, 1, new CatalogBatch("seal", [], Sealed: true), default);

        await process.AddAsync(Entry("b"));

        Assert.NotEqual(ended, process.Writer.Writer);
        Assert.Equal(2, (await AnewAsync()).Length);
    }

    [Fact]
    public async Task Is_one_of_several_and_the_order_between_them_does_not_matter()
    {
        var (one, other) = (Process(), Process());
        await one.AddAsync(Entry("a"), Entry("b", second: 1));
        await other.NoteAsync(Entry("a", 3, JobState.Running), Entry("b", 2, JobState.Created, second: 1));
        await one.NoteAsync(Entry("a", 2, JobState.Created), Entry("b", 4, JobState.Succeeded, second: 1));

        string[] expected = ["b Succeeded 4", "a Running 3"];
        Assert.Equal(expected, await one.WordsAsync());
        Assert.Equal(expected, await other.WordsAsync());
        Assert.Equal(expected, await AnewAsync());
    }

    [Fact]
    public async Task Is_found_again_by_its_own_process_after_a_store_has_lost_everything()
    {
        var process = Process();
        await process.AddAsync(Entry("a"), Entry("b", second: 1));
        await process.WordsAsync();
        Slots.Remove(_ => true);

        var reading = process.Reader.ReadAsync(default);
        while (!reading.IsCompleted)
        {
            await process.Writer.WriteNextAsync(default);
            await Task.Yield();
        }

        await reading;
        Assert.Equal(1, process.Reader.Losses);
        Assert.Equal(["b Requested 1", "a Requested 1"], await AnewAsync());
        Assert.Equal(["b Requested 1", "a Requested 1"], await process.WordsAsync());
    }

    [Fact]
    public async Task Cannot_be_mistaken_for_a_journal()
    {
        await Process().AddAsync(Entry("catalog"));

        Assert.All(Slots.Keys, key => Assert.Contains('~', key));
    }

    [Fact]
    public async Task Tells_who_listens_of_changes_and_of_nothing_that_was_before()
    {
        var (one, other) = (Process(), Process());
        await one.AddAsync(Entry("a"));
        using var listener = other.Feed.Listen(new JobFilter([JobState.Running]))!;
        await other.WordsAsync();

        await one.NoteAsync(Entry("a", 2, JobState.Running));
        await one.NoteAsync(Entry("a", 3, JobState.Succeeded));
        await other.WordsAsync();

        Assert.True(listener.Changes.TryRead(out var change));
        Assert.Equal(2, change.Version);
        Assert.False(listener.Changes.TryRead(out _));
    }
}
