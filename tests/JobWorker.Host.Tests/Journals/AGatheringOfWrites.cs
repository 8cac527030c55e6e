using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Journals;

/// <summary>The contract with every write gathered.</summary>
public sealed class AJournalOfGatheredWrites : JournalContract
{
    private protected override IStateSlots Slots { get; } = new GatheredSlots(new ManySlots());
}

public sealed class AGatheringOfWrites
{
    private readonly ManySlots _store = new();

    private readonly GatheredSlots _slots;

    public AGatheringOfWrites() => _slots = new GatheredSlots(_store);

    [Fact]
    public async Task Lets_a_lone_write_go_alone_and_at_once()
    {
        Assert.True(await PutAsync("a"));
        Assert.False(await PutAsync("a"));

        Assert.Equal(["a", "a"], _store.Calls);
    }

    [Fact]
    public async Task Sends_what_came_during_a_call_with_the_next()
    {
        var first = _store.Hold();
        var writes = Names.Select(n => PutAsync(n)).ToList();
        Assert.All(writes, w => Assert.False(w.IsCompleted));
        first.SetResult();

        Assert.All(await Task.WhenAll(writes), Assert.True);
        Assert.Equal(["a", "b c d"], _store.Calls);
    }

    [Fact]
    public async Task Sends_no_two_of_one_key_together()
    {
        var first = _store.Hold();
        string[] names = ["a", "b", "c", "b", "d"];
        var writes = names.Select(n => PutAsync(n)).ToList();
        first.SetResult();

        var written = await Task.WhenAll(writes);
        Assert.Equal([true, true, true, false, true], written);
        Assert.Equal(["a", "b c", "b d", "b", "d"], _store.Calls);
    }

    [Fact]
    public async Task Sends_each_by_itself_when_they_failed_together()
    {
        await _store.TryPutAsync("c", "1"u8.ToArray(), null, null, default);
        var first = _store.Hold();
        var writes = Names.Select(n => PutAsync(n)).ToList();
        _store.Calls.Clear();
        first.SetResult();

        // One was there before; the one ahead of it took effect with the call that failed, so it is refused now, and a read tells.
        var written = await Task.WhenAll(writes);
        Assert.Equal([true, false, false, true], written);
        Assert.Equal(["b c d", "b", "c", "d"], _store.Calls);
    }

    [Fact]
    public async Task Sends_no_more_together_than_a_sidecar_takes()
    {
        var first = _store.Hold();
        var writes = Enumerable.Range(0, 200).Select(n => PutAsync($"{n}")).ToList();
        writes.AddRange([PutAsync("long", 300_000), PutAsync("last")]);
        first.SetResult();

        Assert.All(await Task.WhenAll(writes), Assert.True);
        Assert.Equal([1, 64, 64, 64, 7, 1, 1], _store.Calls.Select(c => c.Split(' ').Length));
    }

    [Fact]
    public async Task Is_one_event_when_the_answer_to_all_is_lost()
    {
        var journal = new Journal<Job, JobEvent>(
            _slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), "", TimeProvider.System);
        _store.AnswersLost = true;
        var first = _store.Hold();
        var appends = Names.Select(n => journal.AppendAsync(
            journal.New(n), [new DuplicateIgnored(n, DateTimeOffset.UnixEpoch)], null, default)).ToList();
        first.SetResult();
        await Task.WhenAll(appends);

        foreach (var name in Names)
        {
            Assert.Single(await journal.HistoryAsync(name, default).ToListAsync());
        }
    }

    [Fact]
    public async Task Goes_on_after_a_call_that_throws()
    {
        _store.Trouble = new InvalidOperationException("a surprise");
        var first = _store.Hold();
        var writes = Names.Select(n => PutAsync(n)).ToList();
        first.SetResult();

        Assert.All(await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(10)), Assert.True);
        Assert.True(await PutAsync("later").WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static string[] Names => ["a", "b", "c", "d"];

    private Task<bool> PutAsync(string key, int length = 1) =>
        _slots.TryPutAsync(key, new string('1', length).Select(c => (byte)c).ToArray(), null, null, default);
}

/// <summary>Slots in memory that take many writes, one after the other until one is refused.</summary>
internal sealed class ManySlots : IManySlots
{
    private readonly MemorySlots _slots = new();
    private Task _hold = Task.CompletedTask;

    /// <summary>The keys of each call.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Calls with many writes take effect and are not answered.</summary>
    public bool AnswersLost { get; set; }

    /// <summary>Thrown by calls with many writes.</summary>
    public Exception? Trouble { get; set; }

    /// <summary>The next call waits for this.</summary>
    public TaskCompletionSource Hold()
    {
        var hold = new TaskCompletionSource();
        _hold = hold.Task;

        return hold;
    }

    public Task<Slot?> GetAsync(string key, CancellationToken cancel) => _slots.GetAsync(key, cancel);

    public async Task<bool> TryPutAsync(
        string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel)
    {
        Calls.Add(key);
        await _hold;

        return await _slots.TryPutAsync(key, value, etag, keep, cancel);
    }

    public async Task<bool> TryPutAllAsync(IReadOnlyList<SlotWrite> writes, CancellationToken cancel)
    {
        Calls.Add(string.Join(' ', writes.Select(w => w.Key)));
        if (Trouble is { } trouble)
        {
            throw trouble;
        }

        foreach (var write in writes)
        {
            if (!await _slots.TryPutAsync(write.Key, write.Value, write.ETag, write.Keep, cancel))
            {
                return false;
            }
        }

        return !AnswersLost;
    }
}
