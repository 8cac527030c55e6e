using System.Text;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Schedules;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Ojs.Queues;

namespace JobWorker.Host.Tests.Ojs.Workflows;

/// <summary>Workflows over a store that takes less under a key than they may have.</summary>
public sealed class OverASmallStore : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly QueueProcess _process;

    public OverASmallStore()
    {
        var slots = new MemorySlots();
        _process = new QueueProcess(slots, new MemoryQueueStore(slots) { Limits = StoreLimits.DynamoDb }, _clock);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task One_that_is_too_large_is_refused()
    {
        var refused = await Assert.ThrowsAsync<TooLargeException>(() => StartAsync(Step("a", 200_000), Step("b", 200_000, "a")));

        Assert.Equal(Refusal.TooLarge, refused.Refused.Why);
        Assert.StartsWith("The workflow would have about 40", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await FetchAsync());
    }

    [Fact]
    public async Task A_step_whose_job_is_too_large_has_failed_and_others_begin()
    {
        var workflow = await StartAsync(Step("a", 10), Step("b", 180_000, "a"), Step("c", 10, "a"));
        await EndAsync(workflow, result: 170_000);

        Assert.Equal([StepState.Succeeded, StepState.Failed, StepState.Running], await StatesAsync(workflow));
        Assert.Equal("c", Assert.Single(await FetchAsync()).Spec.Type);
    }

    [Fact]
    public async Task A_step_whose_result_has_no_place_beside_the_others_has_failed()
    {
        var workflow = await StartAsync(Step("a", 10), Step("b", 200_000, "a"));
        await EndAsync(workflow, result: 200_000);

        Assert.Equal([StepState.Failed, StepState.Skipped], await StatesAsync(workflow));
        Assert.Equal(WorkflowState.Failed, (await _process.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task A_schedule_that_is_too_large_is_refused()
    {
        var request = CronRequest.Parse(
            Encoding.UTF8.GetBytes($$"""{"name": "n", "expression": "@hourly", "type": "a", "args": ["{{new string('x', 400_000)}}"]}"""),
            _clock.GetUtcNow(),
            EnvelopeLimits.Default).Value!;

        var refused = await Assert.ThrowsAsync<TooLargeException>(() => _process.Crons.RegisterAsync(request, CancellationToken.None));
        Assert.StartsWith("The schedule would have", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await _process.Crons.AllAsync(CancellationToken.None));
    }

    /// <summary>The first job is done.</summary>
    private async Task EndAsync(Workflow workflow, int result)
    {
        var job = Assert.Single(await FetchAsync());
        var step = workflow.Steps[0].Key;
        await _process.Workflows.EndedAsync(
            job with
            {
                State = JobState.Completed,
                Result = RawJson.Parse($"\"{new string('r', result)}\""),
                Parent = new JobParent(ParentKind.Workflow, workflow.Id, step),
            },
            CancellationToken.None);
    }

    private async Task<IReadOnlyList<OjsJob>> FetchAsync() =>
        ((QueueAnswer.Jobs)await _process.AskAsync(new QueueOperation.Fetch(9, "w", null))).Found;

    private async Task<IEnumerable<StepState>> StatesAsync(Workflow workflow) =>
        (await _process.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.Steps.Select(step => step.State);

    private Task<Workflow> StartAsync(params string[] steps)
    {
        var request = WorkflowRequest.Parse(
            Encoding.UTF8.GetBytes($$"""{"type": "dag", "steps": [{{string.Join(',', steps)}}]}"""),
            _clock.GetUtcNow(),
            EnvelopeLimits.Default);

        return _process.Workflows.StartAsync(request.Value!, CancellationToken.None);
    }

    private static string Step(string type, int size, params string[] after) =>
        $$"""
        {"id": "{{type}}", "type": "{{type}}", "args": ["{{new string('x', size)}}"], "options": {"queue": "q"},
         "depends_on": [{{string.Join(',', after.Select(name => $"\"{name}\""))}}]}
        """;
}
