using System.Text.Json;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Journals;

/// <summary>What a journal keeps on every store. One subclass for each.</summary>
public abstract class JournalContract
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _id = $"{Guid.NewGuid():N}";

    /// <summary>The store under test.</summary>
    private protected abstract IStateSlots Slots { get; }

    private Journal<Job, JobEvent> Journal => new(
        Slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "test-", TimeProvider.System);

    [SkippableFact]
    public async Task A_stream_nobody_wrote_is_empty()
    {
        var stream = await Journal.LoadAsync(_id, default);

        Assert.Equal((0L, JobState.None), (stream.Version, stream.State.State));
        Assert.Empty(await Journal.HistoryAsync(_id, default).ToListAsync());
    }

    [SkippableFact]
    public async Task What_was_appended_is_read_back_in_order()
    {
        var stream = await Journal.LoadAsync(_id, default);
        stream = await Journal.AppendAsync(stream, [Rejected], null, default);
        stream = await Journal.AppendAsync(stream, [Duplicate(1), Duplicate(2)], null, default);

        var loaded = await Journal.LoadAsync(_id, default);
        var history = await Journal.HistoryAsync(_id, default).ToListAsync();

        Assert.Equal((3L, JobState.Rejected, "2"), (loaded.Version, loaded.State.State, loaded.State.DuplicateHash));
        Assert.Equal(JsonSerializer.Serialize(stream.State, JobJson.State), JsonSerializer.Serialize(loaded.State, JobJson.State));
        Assert.Equal([1L, 2L, 3L], history.Select(e => e.Version));
        Assert.Equal([typeof(JobRejected), typeof(DuplicateIgnored), typeof(DuplicateIgnored)], history.Select(e => e.Event.GetType()));
    }

    [SkippableFact]
    public async Task Two_that_create_the_same_stream_have_one_winner()
    {
        var one = await Journal.LoadAsync(_id, default);
        var other = await Journal.LoadAsync(_id, default);
        await Journal.AppendAsync(one, [Rejected], null, default);

        await Assert.ThrowsAsync<JournalConflictException>(() => Journal.AppendAsync(other, [Duplicate(1)], null, default));
        Assert.Single(await Journal.HistoryAsync(_id, default).ToListAsync());
    }

    [SkippableFact]
    public async Task Two_that_append_to_the_same_version_have_one_winner()
    {
        await Journal.AppendAsync(await Journal.LoadAsync(_id, default), [Rejected], null, default);
        var one = await Journal.LoadAsync(_id, default);
        var other = await Journal.LoadAsync(_id, default);
        await Journal.AppendAsync(one, [Duplicate(1)], null, default);

        await Assert.ThrowsAsync<JournalConflictException>(() => Journal.AppendAsync(other, [Duplicate(2)], null, default));
        Assert.Equal("1", (await Journal.LoadAsync(_id, default)).State.DuplicateHash);
    }

    [SkippableFact]
    public async Task A_writer_that_kept_its_stream_loses_to_one_that_wrote_since()
    {
        var kept = await Journal.AppendAsync(await Journal.LoadAsync(_id, default), [Rejected], null, default);
        await Journal.AppendAsync(await Journal.LoadAsync(_id, default), [Duplicate(1)], null, default);

        await Assert.ThrowsAsync<JournalConflictException>(() => Journal.AppendAsync(kept, [Duplicate(2)], null, default));
    }

    [SkippableFact]
    public async Task What_is_foreseen_of_the_store_is_what_it_says()
    {
        var journal = Journal;
        var stream = journal.New(_id);
        for (var n = 0; n < 20; n++)
        {
            stream = await journal.AppendAsync(stream, [Duplicate(n)], null, default);

            Assert.Contains(stream.ETag, new[] { null, (await journal.LoadAsync(_id, default)).ETag });
        }
    }

    [SkippableFact]
    public async Task A_stream_that_exists_is_not_made_anew()
    {
        var journal = Journal;
        await journal.AppendAsync(await journal.LoadAsync(_id, default), [Rejected], null, default);

        await Assert.ThrowsAsync<JournalConflictException>(
            () => journal.AppendAsync(journal.New(_id), [Duplicate(1)], null, default));
        Assert.Equal([typeof(JobRejected)], (await journal.HistoryAsync(_id, default).ToListAsync()).Select(e => e.Event.GetType()));
    }

    [SkippableFact]
    public async Task Of_many_racing_writers_each_version_has_exactly_one()
    {
        var journal = Journal;
        await journal.AppendAsync(await journal.LoadAsync(_id, default), [Rejected], null, default);

        var wins = await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => Task.Run(async () =>
        {
            var won = 0;
            for (var turn = 0; turn < 8; turn++)
            {
                try
                {
                    var stream = await journal.LoadAsync(_id, default);
                    await journal.AppendAsync(stream, [Duplicate((writer * 100) + turn)], null, default);
                    won++;
                }
                catch (JournalConflictException)
                {
                    // Somebody else won this version.
                }
            }

            return won;
        })));

        var history = await journal.HistoryAsync(_id, default).ToListAsync();
        Assert.Equal(1 + wins.Sum(), history.Count);
        Assert.Equal(history.Count, history.Select(e => e.Version).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(56)]
    [InlineData(120)]
    public async Task A_long_stream_moves_to_pages_and_reads_the_same(int events)
    {
        await FillAsync(events);

        var loaded = await Journal.LoadAsync(_id, default);
        var history = await Journal.HistoryAsync(_id, default).ToListAsync();

        Assert.InRange(loaded.Head.Tail.Length, 1, Journal<Job, JobEvent>.TailLimit);
        Assert.Equal(events, loaded.Version);
        Assert.Equal(Enumerable.Range(1, events).Select(v => (long)v), history.Select(e => e.Version));
        Assert.Equal(
            JsonSerializer.Serialize(Job.From(history.Select(e => e.Event)), JobJson.State),
            JsonSerializer.Serialize(loaded.State, JobJson.State));
    }

    [SkippableFact]
    public async Task The_hash_chain_holds_over_pages_and_tail()
    {
        await FillAsync(60);

        var history = await Journal.HistoryAsync(_id, default).ToListAsync();

        Assert.Null(HashChain.Verify(history.Select(e => new Recorded<JsonElement>(
            e.Version, JsonSerializer.SerializeToElement(e.Event, JobJson.Event), e.Hash))));
    }

    [SkippableFact]
    public async Task An_append_that_carries_several_events_over_the_limit_keeps_them_all()
    {
        var journal = Journal;
        var stream = await journal.LoadAsync(_id, default);
        stream = await journal.AppendAsync(stream, [Rejected, .. Enumerable.Range(1, 30).Select(Duplicate)], null, default);
        await journal.AppendAsync(stream, [.. Enumerable.Range(31, 30).Select(Duplicate)], null, default);

        Assert.Equal(61, await journal.HistoryAsync(_id, default).CountAsync());
    }

    private static JobRejected Rejected => new(
        "svc", null, new CallbackError(ErrorCode.MessageInvalid, "no", FailureReason.Invalid), [], "hash", Noon);

    private static DuplicateIgnored Duplicate(int n) => new($"{n}", Noon.AddSeconds(n));

    private protected async Task FillAsync(int events)
    {
        var journal = Journal;
        var stream = await journal.AppendAsync(await journal.LoadAsync(_id, default), [Rejected], null, default);
        for (var n = 1; n < events; n++)
        {
            stream = await journal.AppendAsync(stream, [Duplicate(n)], null, default);
        }
    }
}
