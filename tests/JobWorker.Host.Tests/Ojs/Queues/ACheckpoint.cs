using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs.Queues;

public sealed class ACheckpoint
{
    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;

    public ACheckpoint() => _store = new MemoryQueueStore(_slots);

    [Fact]
    public async Task Cuts_the_log_but_for_what_opened_it()
    {
        await using var process = Process();
        await process.EnqueueAsync(20);
        Assert.Equal(21, Logged().Count);

        await process.EndAsync();

        Assert.Equal("log-0", Assert.Single(Logged()));
        Assert.Equal(TimeSpan.FromDays(1), _slots.KeepOf(_slots.Keys.Single(key => key.EndsWith("log-0", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Happens_by_itself_after_so_many_events()
    {
        await using var process = Process(checkpointEvents: 10);

        await process.EnqueueAsync(200);
        await process.EndAsync();

        Assert.Single(Logged());
    }

    [Fact]
    public async Task Keeps_finished_jobs_to_be_found_by_any_id()
    {
        await using var first = Process();
        var ids = await first.EnqueueAsync(300);
        await first.WorkAsync(299);
        var before = await first.DescribeAsync(ids);

        await first.EndAsync();

        await using var second = Process();
        Assert.Equal(before, await second.DescribeAsync(ids));
        Assert.DoesNotContain("null", await second.DescribeAsync(ids), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_go_of_finished_jobs_that_one_unfinished_holds_in_their_segment()
    {
        await using var process = Process(checkpointEvents: 10);
        var ids = await process.EnqueueAsync(Checkpoints.SegmentSize + 1);
        var late = ((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Fetch(1, "late", null))).Found[0];

        await process.WorkAsync(Checkpoints.SegmentSize);
        await process.AskAsync(new QueueOperation.Tick());
        var outside = ids.Last(id => JobIds.Read(id)!.Value.Queue != 1);

        Assert.Equal(JobState.Active, (await process.FindAsync(late.Id))!.State);
        Assert.Equal(JobState.Completed, (await process.FindAsync(outside))!.State);
        Assert.False(await process.Finder.ClaimAsync(outside, QueueProcess.Queue, CancellationToken.None));
    }

    [Fact]
    public async Task Loses_nothing_wherever_it_is_interrupted()
    {
        var steps = await InterruptAsync(answers: null);
        Assert.True(steps > 10, $"a checkpoint of {steps} steps");
        for (var answers = 0; answers < steps; answers++)
        {
            await InterruptAsync(answers);
        }
    }

    [Fact]
    public async Task Of_a_former_owner_does_not_take_back_what_another_has_written()
    {
        await using var former = Process();
        var ids = (await former.EnqueueAsync(10)).ToList();
        await using (var other = Process())
        {
            ids.AddRange(await other.EnqueueAsync(10));
            await other.EndAsync();
        }

        // It does not know yet, and writes down what it has, again and again.
        await former.RemindAsync();
        await former.RemindAsync();
        await former.EndAsync();

        await using var third = Process();
        foreach (var id in ids)
        {
            Assert.NotNull(await third.FindAsync(id));
        }
    }

    /// <summary>Ends a process whose store answers so many calls more, and compares what the next process finds.</summary>
    /// <returns>The calls that the end takes.</returns>
    private static async Task<int> InterruptAsync(int? answers)
    {
        var (slots, clock) = (new MemorySlots(), new ManualClock());
        var store = new MemoryQueueStore(slots);
        await using var process = new QueueProcess(slots, store, clock);
        var ids = (await process.EnqueueAsync(150, outside: 20)).Where((_, n) => n % 10 == 9).ToList();
        await process.WorkAsync(140);
        var before = await process.DescribeAsync(ids);

        var calls = store.Calls;
        store.Answers = calls + answers;
        await process.EndAsync();
        var steps = store.Calls - calls;

        store.Answers = null;
        await using var next = new QueueProcess(slots, store, clock);
        Assert.Equal(before, await next.DescribeAsync(ids));
        await next.WorkAsync(10);
        await next.EndAsync();

        await using var last = new QueueProcess(slots, store, clock);
        var counts = (QueueAnswer.Counts)await last.AskAsync(new QueueOperation.Stats());
        Assert.Equal((150, 0), (counts.ByState[JobState.Completed], counts.ByState[JobState.Available]));

        return steps;
    }

    private QueueProcess Process(int checkpointEvents = 100_000) => new(_slots, _store, _clock, checkpointEvents);

    private List<string> Logged() =>
        [.. _slots.Keys.Where(key => key.Contains("-log-", StringComparison.Ordinal)).Select(key => key[key.IndexOf("log-", StringComparison.Ordinal)..])];
}
