using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Uniqueness;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Notes;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs.Queues;

public sealed class ABatchOverSeveralQueues
{
    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;
    private string? _broken;

    public ABatchOverSeveralQueues() => _store = new MemoryQueueStore(_slots)
    {
        Before = key => _broken is { } part && key.Contains(part, StringComparison.Ordinal)
            ? Task.FromException(new JournalUnavailableException("The store is away."))
            : Task.CompletedTask,
    };

    [Fact]
    public async Task Is_answered_in_its_order_and_leaves_no_note()
    {
        await using var process = Process();
        var id = Guid.CreateVersion7().ToString();

        var made = await EnqueueAsync(process, new JobRequest(Spec("b", 0), null), new JobRequest(Spec("a", 1), id), new JobRequest(Spec("b", 2), null));

        Assert.Equal(["b 0", "a 1", "b 2"], made.Select(job => $"{job.Spec.Queue} {job.Spec.Args.ToElement()[0]}"));
        Assert.Equal(id, made[1].Id);
        Assert.Equal((2, 1), (await CountAsync(process, "b"), await CountAsync(process, "a")));
        Assert.All(made, job => Assert.NotNull(process.FindAsync(job.Id).Result));
        Assert.Empty(await NotesAsync(process));
    }

    [Theory]
    [InlineData("-q-b-log")]
    [InlineData("-q-c-log")]
    [InlineData("-q-a-log")]
    public async Task Comes_whole_after_it_stopped_half_way_and_no_job_twice(string broken)
    {
        await using var first = Process();
        _broken = broken;
        await Assert.ThrowsAnyAsync<Exception>(() => EnqueueAsync(first, Three));
        _broken = null;

        await using var second = Process();
        var notes = await NotesAsync(second);
        Assert.Equal(3, notes.Length);
        foreach (var note in notes.Concat(notes))
        {
            await second.Batches.GoOnAsync(note);
        }

        Assert.Equal((1, 1, 1), (await CountAsync(second, "a"), await CountAsync(second, "b"), await CountAsync(second, "c")));
    }

    [Fact]
    public async Task Is_not_there_at_all_where_it_could_not_be_noted()
    {
        await using var first = Process();
        _broken = "-q-_batches-log";
        await Assert.ThrowsAnyAsync<Exception>(() => EnqueueAsync(first, Three));
        _broken = null;

        await using var second = Process();
        Assert.Empty(await NotesAsync(second));
        Assert.Equal(0, await CountAsync(second, "a"));
    }

    [Fact]
    public async Task Is_taken_though_a_queue_has_become_full_meanwhile()
    {
        await using var process = Process();
        await process.AskAsync("a", new QueueOperation.Bound(1), CancellationToken.None);
        await EnqueueAsync(process, Three);

        await EnqueueAsync(process, Three);

        Assert.Equal(2, await CountAsync(process, "a"));
    }

    [Fact]
    public async Task May_hold_unique_jobs_unless_two_of_them_are_the_same()
    {
        await using var process = Process();
        var unique = Spec("a", 7) with { Unique = new UniqueRule { OnConflict = OnConflict.Reject } };

        Assert.Equal(2, (await EnqueueAsync(process, new JobRequest(unique, null), new JobRequest(Spec("b", 0), null))).Length);
        var again = await process.Enqueuer.EnqueueAsync([new JobRequest(Spec("b", 0), null), new JobRequest(unique, null)], CancellationToken.None);
        var other = unique with { Args = RawJson.Parse("[8]") };
        var both = await process.Enqueuer.EnqueueAsync([new JobRequest(other, null), new JobRequest(other, null)], CancellationToken.None);

        Assert.All([again, both], answer => Assert.Equal(Refusal.Duplicate, Assert.IsType<QueueAnswer.Refused>(answer).Why));
        Assert.Equal((1, 1), (await CountAsync(process, "a"), await CountAsync(process, "b")));
    }

    [Fact]
    public async Task Is_noted_in_parts_that_are_not_too_large()
    {
        await using var process = Process();
        var text = RawJson.Parse($"[\"{new string('x', 100_000)}\"]");
        _broken = "-q-a-log";
        await Assert.ThrowsAnyAsync<Exception>(() => EnqueueAsync(
            process, [.. Enumerable.Range(0, 6).Select(n => new JobRequest(Spec(n < 5 ? "a" : "b", n) with { Args = text }, null))]));
        _broken = null;

        Assert.Equal([2, 2, 1, 1], (await NotesAsync(process)).Select(note => note.Spec.Args.ToElement().GetArrayLength()));
    }

    private static JobRequest[] Three => [.. "abc".Select((queue, n) => new JobRequest(Spec($"{queue}", n), null))];

    private static JobSpec Spec(string queue, int number) => new() { Type = "test.job", Queue = queue, Args = RawJson.Parse($"[{number}]") };

    private QueueProcess Process() => new(_slots, _store, _clock);

    private static async Task<ImmutableArray<OjsJob>> EnqueueAsync(QueueProcess process, params JobRequest[] requests) =>
        Assert.IsType<QueueAnswer.Jobs>(await process.Enqueuer.EnqueueAsync([.. requests], CancellationToken.None)).Found;

    private static async Task<long> CountAsync(QueueProcess process, string queue) =>
        ((QueueAnswer.Counts)await process.AskAsync(queue, new QueueOperation.Stats(), CancellationToken.None))
            .ByState.GetValueOrDefault(JobState.Available);

    /// <summary>Those that a worker would find.</summary>
    private async Task<ImmutableArray<OjsJob>> NotesAsync(QueueProcess process)
    {
        _clock.Advance(Notebook.Grace);

        return ((QueueAnswer.Jobs)await process.AskAsync(
            QueueNames.Notes, new QueueOperation.Fetch(100, "batches", null), CancellationToken.None)).Found;
    }
}
