using System.Collections.Concurrent;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;
using JobWorker.Testing;

namespace JobWorker.Host.Tests.Ojs.Queues;

/// <summary>Entry 0 opens the log, so the calls of these tests write 1, 2 and so on.</summary>
public sealed class AnEntryUnderWay : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;
    private readonly QueueProcess _process;

    public AnEntryUnderWay()
    {
        _store = new MemoryQueueStore(_slots)
        {
            Before = key => _held.FirstOrDefault(one => key.EndsWith(one.Key, StringComparison.Ordinal)).Value?.Task ?? Task.CompletedTask,
        };
        _process = new QueueProcess(_slots, _store, _clock);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task Holds_up_the_answers_that_rest_on_it()
    {
        await OpenAsync(_process);
        var first = Hold("log-1");

        var a = EnqueueAsync(_process);
        var b = EnqueueAsync(_process);
        var counts = _process.AskAsync(new QueueOperation.Stats());
        await StoredAsync("log-2");
        Assert.False(a.IsCompleted || b.IsCompleted || counts.IsCompleted);

        first.SetResult();

        Assert.NotEqual(await a, await b);
        Assert.Equal(2, ((QueueAnswer.Counts)await counts).ByState[JobState.Available]);
    }

    [Fact]
    public async Task Leaves_room_for_one_more()
    {
        await OpenAsync(_process);
        var (first, second) = (Hold("log-1"), Hold("log-2"));
        var (a, b, c) = (EnqueueAsync(_process), EnqueueAsync(_process), EnqueueAsync(_process));

        second.SetResult();
        await StoredAsync("log-2");
        Assert.False(Has("log-3"));

        first.SetResult();

        Assert.Equal(3, new HashSet<string> { await a, await b, await c }.Count);
    }

    [Fact]
    public async Task That_is_lost_takes_along_the_one_behind_it()
    {
        await OpenAsync(_process);
        var first = Hold("log-1");
        var (a, b) = (EnqueueAsync(_process), EnqueueAsync(_process));
        await StoredAsync("log-2");

        _held.Clear();
        first.SetException(new JournalUnavailableException("Down."));

        await Assert.ThrowsAsync<JournalUnavailableException>(() => a);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => b);
        Assert.Equal(0, await AvailableAsync(_process));

        // What comes after it finds the number of the second taken, and goes on behind it.
        var (c, d) = (await EnqueueAsync(_process), await EnqueueAsync(_process));
        await using var next = new QueueProcess(_slots, _store, _clock);
        Assert.Equal(2, await AvailableAsync(next));
        Assert.NotNull(await next.FindAsync(c));
        Assert.NotNull(await next.FindAsync(d));
    }

    [Fact]
    public async Task Is_decided_anew_where_another_owner_was_first()
    {
        await OpenAsync(_process);
        var first = Hold("log-1");
        var (a, b) = (EnqueueAsync(_process), EnqueueAsync(_process));
        await StoredAsync("log-2");

        // The hold is for the first that writes there, not for the other owner.
        _held.Clear();
        await using var other = new QueueProcess(_slots, _store, _clock);
        var c = await EnqueueAsync(other);
        first.SetResult();

        Assert.Equal(3, new HashSet<string> { await a, await b, c }.Count);
        await using var next = new QueueProcess(_slots, _store, _clock);
        Assert.Equal(3, await AvailableAsync(next));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Never_loses_what_was_answered_whatever_fails(int seed)
    {
        var (chance, faults) = (new Random(seed), new Random(-seed));
        var answered = new HashSet<string>();
        var asked = 0;
        await using var other = new QueueProcess(_slots, _store, _clock);
        _store.Before = async _ =>
        {
            await Task.Yield();
            lock (faults)
            {
                if (faults.Next(6) == 0)
                {
                    throw new JournalUnavailableException("Down.");
                }
            }
        };
        for (var round = 0; round < 25; round++)
        {
            var process = chance.Next(4) == 0 ? other : _process;
            var calls = Enumerable.Range(0, chance.Next(1, 5)).Select(_ => EnqueueAsync(process)).ToList();
            asked += calls.Count;
            foreach (var call in calls)
            {
                try
                {
                    Assert.True(answered.Add(await call), "two jobs have one id");
                }
                catch (JournalUnavailableException)
                {
                    // It may be there, or not.
                }
            }
        }

        _store.Before = _ => Task.CompletedTask;
        await using var last = new QueueProcess(_slots, _store, _clock);
        Assert.InRange(await AvailableAsync(last), answered.Count, asked);
        foreach (var id in answered)
        {
            Assert.NotNull(await last.FindAsync(id));
        }
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static Task<QueueAnswer> OpenAsync(QueueProcess process) => process.AskAsync(new QueueOperation.Stats());

    private static async Task<string> EnqueueAsync(QueueProcess process)
    {
        var spec = new JobSpec { Type = "test.job", Args = RawJson.Parse("[1]"), Queue = QueueProcess.Queue };

        return Assert.Single(((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Enqueue([new NewJob(spec, null)]))).Found).Id;
    }

    private static async Task<long> AvailableAsync(QueueProcess process) =>
        ((QueueAnswer.Counts)await process.AskAsync(new QueueOperation.Stats())).ByState[JobState.Available];

    private TaskCompletionSource Hold(string key) =>
        _held[key] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<string> StoredAsync(string key) =>
        Until.IsAsync($"{key} to be stored", TimeSpan.FromSeconds(10), () => Task.FromResult(_slots.Keys.FirstOrDefault(one => one.EndsWith(key, StringComparison.Ordinal))));

    private bool Has(string key) => _slots.Keys.Any(one => one.EndsWith(key, StringComparison.Ordinal));
}
