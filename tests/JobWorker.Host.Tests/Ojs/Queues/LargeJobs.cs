using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs.Queues;

/// <summary>More than a key of a store should hold, in entries of the log and in segments.</summary>
public sealed class LargeJobs
{
    private const int Many = 40;

    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;

    public LargeJobs() => _store = new MemoryQueueStore(_slots);

    [Fact]
    public async Task Go_over_several_entries_and_are_there_after_a_crash()
    {
        await using var first = Process();
        var ids = await EnqueueAsync(first, Many, 50_000);

        Assert.True(Logged() > 5);
        AssertSmall();
        await using var second = Process();
        Assert.Equal(await first.DescribeAsync(ids), await second.DescribeAsync(ids));
        Assert.Equal(Many, await CountAsync(second));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Count_for_nothing_where_one_of_their_entries_is_missing(int entry)
    {
        await using var first = Process();
        await EnqueueAsync(first, 3, 10);
        _store.Before = key => key.EndsWith($"-log-{entry}", StringComparison.Ordinal)
            ? Task.FromException(new JournalUnavailableException("The store is away."))
            : Task.CompletedTask;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => EnqueueAsync(first, Many, 50_000));
        _store.Before = _ => Task.CompletedTask;

        await using var second = Process();
        Assert.Equal(3, await CountAsync(second));
        await EnqueueAsync(second, Many, 50_000);
        await using var third = Process();
        Assert.Equal(3 + Many, await CountAsync(third));
    }

    [Fact]
    public async Task Are_written_down_in_pieces_and_found_while_they_wait_and_once_they_are_finished()
    {
        await using var first = Process();
        var ids = await EnqueueAsync(first, 3 * Checkpoints.SegmentSize, 10_000);
        await first.WorkAsync(150);
        await first.WorkAsync(150);
        var before = await first.DescribeAsync(ids);
        await first.EndAsync();

        Assert.Contains(_slots.Keys, key => key.Contains('~', StringComparison.Ordinal));
        AssertSmall();
        await using var second = Process();
        Assert.Equal(before, await second.DescribeAsync(ids));

        await second.WorkAsync((3 * Checkpoints.SegmentSize) - 300);
        before = await second.DescribeAsync(ids);
        await second.EndAsync();
        AssertSmall();

        // Nothing is left of what the later pieces replaced: settled segments keep their names.
        Assert.DoesNotContain(_slots.Keys, key => key.Contains('+', StringComparison.Ordinal));
        await using var third = Process();
        Assert.Equal(before, await third.DescribeAsync(ids));
    }

    [Theory]
    [InlineData(25, 10, 25)]
    [InlineData(100, 0, Many)]
    [InlineData(10, Many - 4, 4)]
    [InlineData(0, 0, 0)]
    public async Task Are_listed_over_several_answers(int limit, int skip, int count)
    {
        await using var process = Process();
        var ids = await EnqueueAsync(process, Many, 300_000);
        var ask = new QueueOperation.List(null, null, null, DeadLetters: false, limit, skip);

        var listed = await process.ListAsync(QueueProcess.Queue, ask, CancellationToken.None);

        Assert.Equal((Many, count), (listed.Total, listed.Found.Length));
        Assert.Equal(ids.Skip(skip).Take(count), listed.Found.Select(job => job.Id));
        Assert.InRange(((QueueAnswer.Jobs)await process.AskAsync(ask)).Found.Length, 0, 6);
    }

    [Fact]
    public async Task Are_fetched_a_few_at_a_time()
    {
        await using var process = Process();
        await EnqueueAsync(process, Many, 300_000);

        var fetched = ((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Fetch(Many, "w", null))).Found;

        Assert.Equal(6, fetched.Length);
        Assert.Equal(Many - 6, await CountAsync(process));
    }

    private QueueProcess Process() => new(_slots, _store, _clock);

    private int Logged() => _slots.Keys.Count(key => key.Contains("-q-q-log", StringComparison.Ordinal));

    private void AssertSmall() => Assert.All(_slots.Keys, key => Assert.InRange(_slots.SizeOf(key), 0, Pieces.Most + 1_000));

    private static async Task<long> CountAsync(QueueProcess process) =>
        ((QueueAnswer.Counts)await process.AskAsync(new QueueOperation.Stats())).ByState.GetValueOrDefault(JobState.Available);

    /// <summary>All in one call.</summary>
    private static async Task<List<string>> EnqueueAsync(QueueProcess process, int count, int size)
    {
        var args = RawJson.Parse($"[\"{new string('x', size)}\"]");
        var jobs = Enumerable.Repeat(new NewJob(new JobSpec { Type = "large.job", Args = args, Queue = QueueProcess.Queue }), count);
        var answer = (QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Enqueue([.. jobs]));

        return [.. answer.Found.Select(job => job.Id)];
    }
}
