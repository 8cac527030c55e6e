using System.Text;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Ojs.Queues;

namespace JobWorker.Host.Tests.Ojs.Workflows;

/// <summary>Ends that come while their workflow is being written.</summary>
public sealed class JobsThatEndAtOnce : IAsyncDisposable
{
    private const int Many = 500;

    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;
    private readonly QueueProcess _process;
    private readonly TaskCompletionSource _go = new();
    private int _writes;

    public JobsThatEndAtOnce()
    {
        var slots = new MemorySlots();
        _store = new MemoryQueueStore(slots);
        _process = new QueueProcess(slots, _store, _clock);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task Are_a_single_write_more()
    {
        const string Job = """{"type": "a", "args": [], "options": {"queue": "q"}}""";
        var jobs = string.Join(',', Enumerable.Repeat(Job, Many));
        var workflow = await StartAsync($$"""{"type": "batch", "jobs": [{{jobs}}], "callbacks": {"on_complete": {{Job}} } }""");
        HoldBack();

        var told = workflow.Work.Select(step => EndAsync(workflow, step.Key, $"\"{step.Key}\"")).ToList();
        _go.SetResult();
        await Task.WhenAll(told);

        Assert.Equal(2, _writes);
        var callback = (await _process.FindAsync(workflow.JobIdOf(workflow.Steps[^1])))!;
        Assert.Equal(workflow.Work.Select(step => step.Key), OjsJson.Read<string[]>(callback.ParentResults!.Value.Utf8.Span));
        Assert.Equal(WorkflowState.Completed, (await _process.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.State);
    }

    /// <summary>One of them is old news: what follows from it may have been stopped half-way.</summary>
    [Fact]
    public async Task Begin_what_follows_from_each_though_one_was_heard_before()
    {
        var workflow = await StartAsync($$"""{"type": "dag", "steps": [{{Step("a")}}, {{Step("b")}}, {{Step("c")}}, {{Step("of-a", "a")}}, {{Step("of-b", "b")}}]}""");
        _store.Before = key => IsWorkflow(key) ? Task.CompletedTask : throw new JournalUnavailableException("down");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => EndAsync(workflow, "a"));
        HoldBack();

        var told = new[] { "c", "b", "a" }.Select(step => EndAsync(workflow, step)).ToList();
        _go.SetResult();
        await Task.WhenAll(told);

        Assert.Equal(2, _writes);
        Assert.Equal(JobState.Available, (await _process.FindAsync(workflow.JobIdOf(workflow.Steps[3])))?.State);
        Assert.Equal(JobState.Available, (await _process.FindAsync(workflow.JobIdOf(workflow.Steps[4])))?.State);
    }

    /// <summary>Only those whose results have no place, in the order of their ends.</summary>
    [Fact]
    public async Task Fail_one_by_one_where_the_store_cannot_hold_all_they_say()
    {
        var workflow = await StartAsync($$"""{"type": "dag", "steps": [{{Step("a")}}, {{Step("b")}}, {{Step("c")}}, {{Step("d")}}]}""");
        HoldBack();
        var large = $"\"{new string('r', 1_500_000)}\"";

        var told = new[] { ("a", large), ("b", large), ("c", large), ("d", "1") }.Select(end => EndAsync(workflow, end.Item1, end.Item2)).ToList();
        _go.SetResult();
        await Task.WhenAll(told);

        Assert.Equal(
            [StepState.Succeeded, StepState.Succeeded, StepState.Failed, StepState.Succeeded],
            (await _process.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.Steps.Select(step => step.State));
    }

    [Fact]
    public async Task Are_all_told_what_went_wrong_and_the_next_is_heard()
    {
        var workflow = await StartAsync($$"""{"type": "dag", "steps": [{{Step("a")}}, {{Step("b")}}, {{Step("c")}}]}""");
        _store.Before = async _ =>
        {
            await _go.Task;
            throw new JournalUnavailableException("down");
        };

        var told = new[] { "a", "b", "c" }.Select(step => EndAsync(workflow, step)).ToList();
        _go.SetResult();
        foreach (var one in told)
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => one);
        }

        _store.Before = _ => Task.CompletedTask;
        await Task.WhenAll(new[] { "a", "b", "c" }.Select(step => EndAsync(workflow, step)));
        Assert.Equal(WorkflowState.Completed, (await _process.Workflows.FindAsync(workflow.Id, CancellationToken.None))!.State);
    }

    /// <summary>From now on a workflow's write waits.</summary>
    private void HoldBack() => _store.Before = key =>
    {
        _writes += IsWorkflow(key) ? 1 : 0;

        return IsWorkflow(key) ? _go.Task : Task.CompletedTask;
    };

    private static bool IsWorkflow(string key) => key.Contains("-workflow-", StringComparison.Ordinal);

    private Task EndAsync(Workflow workflow, string key, string result = "1") => _process.Workflows.EndedAsync(
        new OjsJob
        {
            Id = key,
            Place = 0,
            Spec = workflow.Steps[0].Spec,
            State = JobState.Completed,
            Result = RawJson.Parse(result),
            Parent = new JobParent(ParentKind.Workflow, workflow.Id, key),
        },
        CancellationToken.None);

    private Task<Workflow> StartAsync(string json)
    {
        var request = WorkflowRequest.Parse(Encoding.UTF8.GetBytes(json), _clock.GetUtcNow(), EnvelopeLimits.Default);

        return _process.Workflows.StartAsync(request.Value!, CancellationToken.None);
    }

    private static string Step(string type, params string[] after) =>
        $$"""
        {"id": "{{type}}", "type": "{{type}}", "args": [], "options": {"queue": "q"},
         "depends_on": [{{string.Join(',', after.Select(name => $"\"{name}\""))}}]}
        """;
}
