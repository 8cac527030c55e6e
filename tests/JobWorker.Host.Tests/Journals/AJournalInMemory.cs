using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Journals;

/// <summary>The contract over the fake that the other unit tests use.</summary>
public sealed class AJournalInMemory : JournalContract
{
    private protected override IStateSlots Slots { get; } = new MemorySlots();
}

/// <summary>A write whose answer is lost is told apart from one that never happened.</summary>
public sealed class AWriteInDoubt
{
    private readonly MemorySlots _slots = new();

    private Journal<Job, JobEvent> Journal => new(
        _slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", TimeProvider.System);

    [Theory]
    [InlineData(WriteFault.AnswerLost, 1)]
    [InlineData(WriteFault.Lost, 2)]
    public async Task Ends_as_one_event(object fault, int writes)
    {
        var stream = await Journal.LoadAsync("a", default);
        _slots.Faults.Enqueue((WriteFault)fault);

        await Journal.AppendAsync(stream, [Duplicate("1")], null, default);

        Assert.Equal(writes, _slots.Writes);
        Assert.Single(await Journal.HistoryAsync("a", default).ToListAsync());
    }

    [Theory]
    [InlineData(WriteFault.AnswerLost)]
    [InlineData(WriteFault.Lost)]
    public async Task Ends_as_one_event_also_on_a_stream_that_exists(object fault)
    {
        var stream = await Journal.AppendAsync(await Journal.LoadAsync("a", default), [Duplicate("1")], null, default);
        _slots.Faults.Enqueue((WriteFault)fault);

        await Journal.AppendAsync(stream, [Duplicate("2")], null, default);

        Assert.Equal(["1", "2"], await HashesAsync());
    }

    [Fact]
    public async Task Stays_unknown_when_the_store_is_gone()
    {
        var stream = await Journal.LoadAsync("a", default);
        _slots.Down = true;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.AppendAsync(stream, [Duplicate("1")], null, default));
    }

    [Fact]
    public async Task Is_given_up_after_three_refusals()
    {
        var stream = await Journal.LoadAsync("a", default);
        for (var n = 0; n < 3; n++)
        {
            _slots.Faults.Enqueue(WriteFault.Lost);
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.AppendAsync(stream, [Duplicate("1")], null, default));
    }

    private async Task<string[]> HashesAsync() =>
        [.. (await Journal.HistoryAsync("a", default).ToListAsync()).Select(e => ((DuplicateIgnored)e.Event).PayloadHash)];

    private static DuplicateIgnored Duplicate(string hash) => new(hash, DateTimeOffset.UnixEpoch);
}

/// <summary>A stream is kept for ever until an append says otherwise.</summary>
public sealed class TheTimeToLiveOfAJournal
{
    private readonly MemorySlots _slots = new();

    private Journal<Job, JobEvent> Journal => new(
        _slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", TimeProvider.System);

    [Fact]
    public async Task Is_endless_at_first()
    {
        await FillAsync(40, null);

        Assert.All(_slots.Keys, key => Assert.Null(_slots.KeepOf(key)));
    }

    [Fact]
    public async Task Covers_head_and_pages_once_it_is_set_and_pages_outlive_their_head()
    {
        await FillAsync(60, TimeSpan.FromDays(15));

        Assert.Equal(["j-a", "j-a~00000000", "j-a~00000024"], _slots.Keys.Order());
        Assert.Equal(TimeSpan.FromDays(15), _slots.KeepOf("j-a"));
        Assert.All(_slots.Keys.Where(k => k.Contains('~')), key => Assert.Equal(TimeSpan.FromDays(22), _slots.KeepOf(key)));
    }

    [Fact]
    public async Task Leaves_room_for_a_second_life_of_the_same_id()
    {
        await FillAsync(60, null);
        var first = _slots.TextOf("j-a~00000000");
        var second = new MemorySlots();
        await second.TryPutAsync("j-a~00000000", System.Text.Encoding.UTF8.GetBytes(first.Replace("\"hash\":\"", "\"hash\":\"x")), null, null, default);

        var journal = new Journal<Job, JobEvent>(
            second, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "j-", TimeProvider.System);
        var stream = await journal.LoadAsync("a", default);
        for (var n = 0; n < 40; n++)
        {
            stream = await journal.AppendAsync(stream, [Duplicate(n)], null, default);
        }

        Assert.Equal(40, await journal.HistoryAsync("a", default).CountAsync());
    }

    private async Task FillAsync(int events, TimeSpan? keepLast)
    {
        var stream = await Journal.LoadAsync("a", default);
        for (var n = 1; n <= events; n++)
        {
            stream = await Journal.AppendAsync(stream, [Duplicate(n)], n == events ? keepLast : null, default);
        }
    }

    private static JobEvent Duplicate(int n) => n == 0
        ? new JobRejected(null, null, new CallbackError("A100", "", "Invalid"), [], "", DateTimeOffset.UnixEpoch)
        : new DuplicateIgnored($"{n}", DateTimeOffset.UnixEpoch);
}
