using System.Text;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Ojs.Queues;

namespace JobWorker.Host.Tests.Ojs.Workflows;

/// <summary>Steps whose times count from when they begin.</summary>
public sealed class AStepThatBegins
{
    private const string Chain =
        """
        {"type": "chain", "steps": [{"type": "a", "args": [], "options": {"queue": "q"}},
         {"type": "b", "args": [], "options": {"queue": "q", "delay_until": "+PT5M", "expires_at": "+PT1H"}}]}
        """;

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);

    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;

    public AStepThatBegins() => _store = new MemoryQueueStore(_slots);

    [Fact]
    public async Task Enqueues_a_job_whose_times_count_from_then()
    {
        await using var process = new QueueProcess(_slots, _store, _clock);
        var workflow = await StartAsync(process);
        _clock.Advance(Between);

        await process.Workflows.EndedAsync(FirstOf(workflow), CancellationToken.None);

        Assert.Equal(JobState.Scheduled, (await SecondOf(process, workflow))!.State);
        Assert.Equal(After(workflow.CreatedAt + Between), TimesOf(await SecondOf(process, workflow)));
    }

    [Fact]
    public async Task Enqueues_it_with_the_same_times_wherever_it_was_stopped_in_between()
    {
        var (before, after, ended) = (0, 0, false);
        for (var calls = 0; !ended; calls++)
        {
            (ended, var begun) = await new AStepThatBegins().StopAndGoOnAsync(calls);
            before += ended || begun ? 0 : 1;
            after += !ended && begun ? 1 : 0;
        }

        Assert.True(before > 0 && after > 1, $"Stopped {before} times before the step had begun and {after} times after that.");
    }

    /// <summary>Stops a process after so many calls while a step begins; later another hears of the same end, twice.</summary>
    /// <returns>Whether nothing was stopped, and whether the step was stored as begun when it was.</returns>
    private async Task<(bool Ended, bool Begun)> StopAndGoOnAsync(int calls)
    {
        await using var first = new QueueProcess(_slots, _store, _clock);
        var workflow = await StartAsync(first);
        _clock.Advance(Between);
        _store.Answers = _store.Calls + calls;
        var ended = await HearsAsync(first, workflow);
        _store.Answers = null;
        await using var second = new QueueProcess(_slots, _store, _clock);
        var begun = (await second.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.Steps[1].State is StepState.Running;

        for (var n = 0; n < 2; n++)
        {
            _clock.Advance(Between);
            Assert.True(await HearsAsync(second, workflow));
            Assert.Equal(After(workflow.CreatedAt + (begun ? Between : 2 * Between)), TimesOf(await SecondOf(second, workflow)));
        }

        return (ended, begun);
    }

    private static async Task<bool> HearsAsync(QueueProcess process, Workflow workflow)
    {
        try
        {
            await process.Workflows.EndedAsync(FirstOf(workflow), CancellationToken.None);

            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private Task<Workflow> StartAsync(QueueProcess process)
    {
        var request = WorkflowRequest.Parse(Encoding.UTF8.GetBytes(Chain), _clock.GetUtcNow(), EnvelopeLimits.Default);

        return process.Workflows.StartAsync(request.Value!, CancellationToken.None);
    }

    private static OjsJob FirstOf(Workflow workflow) => new()
    {
        Id = workflow.JobIdOf(workflow.Steps[0]),
        Place = 0,
        Spec = workflow.Steps[0].Spec,
        State = JobState.Completed,
        Parent = new JobParent(ParentKind.Workflow, workflow.Id, workflow.Steps[0].Key),
    };

    private static Task<OjsJob?> SecondOf(QueueProcess process, Workflow workflow) =>
        process.FindAsync(workflow.JobIdOf(workflow.Steps[1]));

    private static (DateTimeOffset? ScheduledAt, DateTimeOffset? ExpiresAt) After(DateTimeOffset begin) =>
        (begin.AddMinutes(5), begin.AddHours(1));

    private static (DateTimeOffset? ScheduledAt, DateTimeOffset? ExpiresAt) TimesOf(OjsJob? job) =>
        (job?.Spec.ScheduledAt, job?.Spec.ExpiresAt);
}
