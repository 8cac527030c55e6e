using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Journals;

/// <summary>The ETag a write will have got is foreseen only where the store has shown often enough that it counts.</summary>
public sealed class AForecastETag
{
    private readonly ETagForecast _forecast = new();

    [Fact]
    public void Is_one_more_once_eight_reads_have_shown_it()
    {
        Learn(7);
        Assert.Null(_forecast.After("3"));

        Learn(1);
        Assert.Equal(("4", "1"), (_forecast.After("3"), _forecast.After("")));
    }

    [Theory]
    [InlineData("3", "5")]
    [InlineData("3", "03")]
    [InlineData("b7", "b8")]
    [InlineData("", "7")]
    [InlineData("", "4711dead")]
    public void Is_none_after_one_miss(string over, string found)
    {
        Learn(100);

        _forecast.Learn(over, found);

        Assert.Null(_forecast.After("3"));
    }

    [Theory]
    [InlineData("b7")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("99999999999999999999")]
    public void Is_none_over_what_is_no_count(string over)
    {
        Learn(8);

        Assert.Null(_forecast.After(over));
    }

    private void Learn(int times)
    {
        for (var n = 0; n < times; n++)
        {
            _forecast.Learn($"{n}", $"{n + 1}");
        }
    }
}

/// <summary>What a journal does with it.</summary>
public sealed class AnAppendAfterAnother
{
    private readonly MemorySlots _slots = new();
    private readonly Journal<Job, JobEvent> _journal;

    public AnAppendAfterAnother() => _journal = new(
        _slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", TimeProvider.System);

    [Fact]
    public async Task Reads_the_ETag_until_the_store_is_known_to_count()
    {
        var stream = await _journal.AppendAsync(_journal.New("a"), [Duplicate(0)], null, default);
        for (var n = 1; n <= 12; n++)
        {
            stream = await _journal.AppendAsync(stream, [Duplicate(n)], null, default);
        }

        Assert.Equal((8, 13), (_slots.Reads, _slots.Writes));
        Assert.Equal(13, await _journal.HistoryAsync("a", default).CountAsync());
    }

    [Fact]
    public async Task Reads_it_in_a_later_turn_all_the_same()
    {
        var stream = await TrustedAsync();
        var reads = _slots.Reads;

        await _journal.AppendAsync(stream.Kept, [Duplicate(21)], null, default);

        Assert.Equal(reads + 1, _slots.Reads);
    }

    [Fact]
    public async Task Trusts_the_store_as_before_when_the_stream_was_only_read()
    {
        await TrustedAsync();
        var read = await _journal.LoadAsync("a", default);
        var stream = await _journal.AppendAsync(read.Kept, [Duplicate(21)], null, default);
        var reads = _slots.Reads;

        await _journal.AppendAsync(stream, [Duplicate(22)], null, default);

        Assert.Equal(reads, _slots.Reads);
    }

    [Fact]
    public async Task Is_written_once_although_the_forecast_was_wrong()
    {
        var stream = await TrustedAsync();
        _slots.Replace("j-a", _slots.TextOf("j-a"));

        stream = await _journal.AppendAsync(stream, [Duplicate(21)], null, default);
        await _journal.AppendAsync(stream, [Duplicate(22)], null, default);

        Assert.Equal(
            Enumerable.Range(0, 23).Select(n => $"{n}"),
            (await _journal.HistoryAsync("a", default).ToListAsync()).Select(e => ((DuplicateIgnored)e.Event).PayloadHash));
    }

    [Fact]
    public async Task Is_refused_where_another_wrote_what_was_foreseen()
    {
        var stream = await TrustedAsync();
        await _journal.AppendAsync(await _journal.LoadAsync("a", default), [Duplicate(99)], null, default);

        await Assert.ThrowsAsync<JournalConflictException>(() => _journal.AppendAsync(stream, [Duplicate(21)], null, default));
    }

    [Fact]
    public async Task Is_refused_where_a_stream_taken_for_new_is_not()
    {
        await TrustedAsync();

        await Assert.ThrowsAsync<JournalConflictException>(
            () => _journal.AppendAsync(_journal.New("a"), [Duplicate(21)], null, default));
        Assert.Equal(21, await _journal.HistoryAsync("a", default).CountAsync());
    }

    /// <summary>A stream of 21 events, on a store that has shown that it counts.</summary>
    private async Task<JournalStream<Job>> TrustedAsync()
    {
        var stream = _journal.New("a");
        for (var n = 0; n <= 20; n++)
        {
            stream = await _journal.AppendAsync(stream, [Duplicate(n)], null, default);
        }

        return stream;
    }

    private static DuplicateIgnored Duplicate(int n) => new($"{n}", DateTimeOffset.UnixEpoch);
}
