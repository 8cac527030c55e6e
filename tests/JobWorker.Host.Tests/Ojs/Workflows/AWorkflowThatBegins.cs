using System.Collections.Immutable;
using System.Text;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Notes;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Ojs.Queues;

namespace JobWorker.Host.Tests.Ojs.Workflows;

/// <summary>More than one write, and a process that stops in between.</summary>
public sealed class AWorkflowThatBegins
{
    private const string Group =
        """
        {"type": "group", "jobs": [{"type": "a", "args": [], "options": {"queue": "a"}}, {"type": "b", "args": [], "options": {"queue": "b"}},
         {"type": "a", "args": [], "options": {"queue": "a"}}]}
        """;

    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;

    public AWorkflowThatBegins() => _store = new MemoryQueueStore(_slots);

    [Fact]
    public async Task Has_all_its_jobs_and_leaves_no_note()
    {
        await using var process = Process();

        var workflow = await StartAsync(process);

        Assert.True(workflow.Started);
        Assert.Equal((2, 1), (await CountAsync(process, "a"), await CountAsync(process, "b")));
        Assert.Empty(await NotesAsync(process));
    }

    [Fact]
    public async Task Is_taken_in_though_a_queue_cannot_be_reached_and_begins_later()
    {
        await using var first = Process();
        _store.Before = key => key.Contains("-q-b-log", StringComparison.Ordinal)
            ? Task.FromException(new JournalUnavailableException("The store is away."))
            : Task.CompletedTask;
        var workflow = await StartAsync(first);
        _store.Before = _ => Task.CompletedTask;
        Assert.False(workflow.Started);

        await using var second = Process();
        await GoOnAsync(second, await NotesAsync(second));

        Assert.Equal((2, 1), (await CountAsync(second, "a"), await CountAsync(second, "b")));
        Assert.True((await second.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.Started);
    }

    /// <summary>After each of its calls to the store in turn.</summary>
    [Fact]
    public async Task Is_there_with_all_its_jobs_or_not_at_all_wherever_it_was_stopped()
    {
        var (none, whole, ended) = (0, 0, false);
        for (var calls = 0; !ended; calls++)
        {
            (ended, var jobs) = await new AWorkflowThatBegins().StopAndGoOnAsync(calls);
            Assert.True(jobs is 0 or 3, $"{jobs} jobs after {calls} calls");
            none += jobs == 0 ? 1 : 0;
            whole += jobs == 3 ? 1 : 0;
        }

        Assert.True(none > 2 && whole > 5, $"Not there {none} times, whole {whole} times.");
    }

    [Fact]
    public async Task Has_nothing_to_go_on_with_once_it_is_cancelled()
    {
        await using var process = Process();
        var workflow = await StartAsync(process);
        await process.Workflows.CancelAsync(workflow.Id, CancellationToken.None);

        var note = new OjsJob { Id = "n", Place = 0, Spec = new JobSpec { Type = "workflow", Args = RawJson.Parse("[]"), Meta = RawJson.Parse($$"""{"workflow": "{{workflow.Id}}"}""") } };
        await process.Workflows.GoOnAsync(note);

        Assert.Equal((0, 0), (await CountAsync(process, "a"), await CountAsync(process, "b")));
    }

    /// <summary>The first time the store was away for one of its queues.</summary>
    [Fact]
    public async Task Is_cancelled_to_the_end_by_who_cancels_it_again()
    {
        await using var process = Process();
        var workflow = await StartAsync(process);
        _store.Before = key => key.Contains("-q-b-log", StringComparison.Ordinal)
            ? Task.FromException(new JournalUnavailableException("The store is away."))
            : Task.CompletedTask;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => process.Workflows.CancelAsync(workflow.Id, CancellationToken.None));
        _store.Before = _ => Task.CompletedTask;
        Assert.NotEqual(0, await CountAsync(process, "a") + await CountAsync(process, "b"));

        var (_, cancelled) = await process.Workflows.CancelAsync(workflow.Id, CancellationToken.None);

        Assert.False(cancelled);
        Assert.Equal((0, 0), (await CountAsync(process, "a"), await CountAsync(process, "b")));
    }

    /// <summary>Stops a process after so many calls while a workflow begins; later another looks for notes.</summary>
    /// <returns>Whether nothing was stopped, and how many jobs there are in the end.</returns>
    private async Task<(bool Ended, long Jobs)> StopAndGoOnAsync(int calls)
    {
        await using var first = Process();
        _store.Answers = _store.Calls + calls;
        var workflow = await TriedAsync(first);
        _store.Answers = null;

        await using var second = Process();
        var notes = await NotesAsync(second);
        await GoOnAsync(second, notes.Concat(notes));

        var jobs = await CountAsync(second, "a") + await CountAsync(second, "b");
        Assert.True(workflow is null || jobs == 3, "What was taken in is there.");

        return (workflow is { Started: true } && notes.IsEmpty, jobs);
    }

    private async Task<Workflow?> TriedAsync(QueueProcess process)
    {
        try
        {
            return await StartAsync(process);
        }
        catch (Exception e) when (e is JournalUnavailableException or QueueUnreachableException)
        {
            return null;
        }
    }

    private QueueProcess Process() => new(_slots, _store, _clock);

    private Task<Workflow> StartAsync(QueueProcess process) => process.Workflows.StartAsync(
        WorkflowRequest.Parse(Encoding.UTF8.GetBytes(Group), _clock.GetUtcNow(), EnvelopeLimits.Default).Value!, CancellationToken.None);

    private static async Task GoOnAsync(QueueProcess process, IEnumerable<OjsJob> notes)
    {
        foreach (var note in notes)
        {
            await process.Workflows.GoOnAsync(note);
        }
    }

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
