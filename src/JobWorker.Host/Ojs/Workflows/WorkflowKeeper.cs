using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Notes;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Uniqueness;

namespace JobWorker.Host.Ojs.Workflows;

/// <summary>Workflows: a key for each, changed only over what was read, and the jobs that follow from it.</summary>
/// <remarks>
/// First the change is stored, then its jobs are enqueued, under ids that follow from the step. Who hears of the same end again,
/// because something stopped in between, enqueues them again: which changes nothing where they are there. Of a workflow that
/// begins nobody would hear again: it is noted first.
/// </remarks>
internal sealed class WorkflowKeeper(
    QueueKeepers keepers,
    IQueues queues,
    Notebook notebook,
    JobFinder finder,
    UniqueJobs unique,
    TimeProvider clock,
    ILogger<WorkflowKeeper> logger) : IParent, INoted, IDisposable
{
    private const int Gates = 64;

    private static readonly RawJson None = RawJson.Parse("[]");

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];
    private readonly GatheredEnds _ends = new();

    ParentKind IParent.Kind => ParentKind.Workflow;

    string INoted.Kind => "workflow";

    /// <summary>Takes a workflow in; its first jobs can be fetched on return, or soon where a queue cannot be reached now.</summary>
    /// <exception cref="QueueUnreachableException">Whether it was taken in is unknown.</exception>
    /// <exception cref="JournalUnavailableException">Whether it was taken in is unknown.</exception>
    /// <exception cref="TooLargeException">The store could not hold it.</exception>
    public async Task<Workflow> StartAsync(WorkflowRequest request, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var id = JobIds.Outside(now, QueueKeepers.Chance());
        var defined = new Workflow
        {
            Id = id,
            Name = request.Name,
            Type = request.Type,
            Meta = request.Meta,
            CreatedAt = now,
            Steps = request.Steps,
        };
        (await keepers.Store.LimitsAsync(cancel)).Check(defined, "workflow");
        var note = new JobSpec { Type = ((INoted)this).Kind, Args = None, Meta = new RawJson(OjsJson.Write(new Noted(id))) };
        var notes = (QueueAnswer.Jobs)await notebook.WriteAsync([note], cancel);
        var workflow = (await UpdateAsync(id, _ => WorkflowDecider.Start(defined, now), cancel))!;
        try
        {
            workflow = await BeginAsync(workflow);
            await notebook.ForgetAsync(notes);
        }
        catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
        {
            logger.WorkflowBeginsLater(id, e.Message);
        }

        return workflow;
    }

    /// <summary>Begins a workflow that was stored and may not have begun to the end.</summary>
    public async Task GoOnAsync(OjsJob note)
    {
        if (await FindAsync(OjsJson.Read<Noted>(note.Spec.Meta!.Value.Utf8.Span).Workflow, CancellationToken.None)
            is { Started: false, IsFinal: false } workflow)
        {
            await BeginAsync(workflow);
        }
    }

    /// <summary>The workflow as it stands; none where there is none.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<Workflow?> FindAsync(string id, CancellationToken cancel) =>
        JobIds.IsValid(id) ? await keepers.Store.ReadAsync<Workflow>(KeyOf(id), cancel) : null;

    /// <summary>Ends a workflow and cancels its jobs.</summary>
    /// <returns>None: there is none; not cancelled: it had ended.</returns>
    public async Task<(Workflow? Workflow, bool Cancelled)> CancelAsync(string id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } found)
        {
            return (null, false);
        }

        var cancelled = false;
        var workflow = await UpdateAsync(
            found.Id,
            known =>
            {
                cancelled = !known!.IsFinal;

                return cancelled ? WorkflowDecider.Cancel(known, clock.GetUtcNow()) : known;
            },
            cancel);
        if (workflow!.State is WorkflowState.Cancelled)
        {
            // Also where it was cancelled before: whoever did that may have stopped in between. And who began a step a moment ago
            // may still be about to enqueue its job, and would find it there, cancelled.
            await EnqueueAsync(workflow, Running(workflow), CancellationToken.None);
            foreach (var step in Running(workflow))
            {
                await finder.AskAsync(new QueueOperation.Cancel(workflow.JobIdOf(step)), CancellationToken.None);
            }
        }

        if (cancelled)
        {
            await AnnounceAsync(workflow, "workflow.cancelled");
        }

        return (workflow, cancelled);
    }

    public Task EndedAsync(OjsJob job, CancellationToken cancel) => _ends
        .TellAsync(job.Parent!.Id, new StepEnd(job.Parent.Step, job.State is JobState.Completed, job.Result), EndedAsync)
        .WaitAsync(cancel);

    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    private async Task<Workflow> BeginAsync(Workflow workflow)
    {
        await EnqueueAsync(workflow, Running(workflow), CancellationToken.None);
        await AnnounceAsync(workflow, "workflow.started");

        return (await UpdateAsync(workflow.Id, known => known! with { Started = true }, CancellationToken.None))!;
    }

    private async Task EndedAsync(string id, IReadOnlyList<StepEnd> ends)
    {
        var limits = await keepers.Store.LimitsAsync(CancellationToken.None);
        Workflow? before = null;
        var workflow = await UpdateAsync(
            id,
            known =>
            {
                before = known;

                return known is null ? null : Ended(limits, known, ends);
            },
            CancellationToken.None);
        if (workflow is null || workflow.State is WorkflowState.Cancelled)
        {
            return;
        }

        // Heard before, or not begun to the end: nobody knows which of its jobs are there.
        var begun = Running(before!).Select(step => step.Key).ToHashSet(StringComparer.Ordinal);
        var all = !workflow.Started || ends.Any(end => !begun.Contains(end.Step));
        await EnqueueAsync(workflow, Running(workflow).Where(step => all || !begun.Contains(step.Key)), CancellationToken.None);
        if (workflow.IsFinal && !before!.IsFinal)
        {
            await AnnounceAsync(workflow, workflow.State is WorkflowState.Completed ? "workflow.completed" : "workflow.failed");
        }
    }

    /// <summary>A step whose result the store cannot hold beside the others' has failed: nobody could be told of it.</summary>
    private Workflow Ended(StoreLimits limits, Workflow known, IReadOnlyList<StepEnd> ends)
    {
        var now = clock.GetUtcNow();
        var ended = WorkflowDecider.Ended(known, ends, now);
        if (limits.Holds(ended))
        {
            return ended;
        }

        if (ends is [var end])
        {
            logger.StepFailed(known.Id, end.Step, "the state store cannot hold its result");

            return WorkflowDecider.Ended(known, [end with { Succeeded = false, Result = null }], now);
        }

        return ends.Aggregate(known, (workflow, one) => Ended(limits, workflow, [one]));
    }

    private static IEnumerable<Step> Running(Workflow workflow) => workflow.Steps.Where(step => step.State is StepState.Running);

    private async Task EnqueueAsync(Workflow workflow, IEnumerable<Step> steps, CancellationToken cancel)
    {
        var begun = steps.ToList();
        if (begun.Count == 0)
        {
            return;
        }

        await finder.PlaceAsync([.. begun.Select(step => (workflow.JobIdOf(step), step.Spec.Queue))], cancel);
        foreach (var part in begun.Where(step => step.Spec.Unique is null).GroupBy(step => step.Spec.Queue).SelectMany(PartsOf))
        {
            if (await queues.AskAsync(part[0].Step.Spec.Queue, new QueueOperation.Enqueue([.. part.Select(one => one.Job)]), cancel)
                is QueueAnswer.Refused)
            {
                await EnqueueAloneAsync(workflow, part, cancel);
            }
        }

        foreach (var step in begun.Where(step => step.Spec.Unique is not null))
        {
            var enqueued = await unique.EnqueueAsync(JobOf(workflow, step), cancel);
            if (enqueued.Job?.Id != workflow.JobIdOf(step))
            {
                await FailedAsync(workflow, step, enqueued.Refused?.Message ?? "there is such a job");
            }
        }

        // As many jobs as go in a call, each made when its turn comes: the results of those before go along with every one.
        IEnumerable<List<(Step Step, NewJob Job)>> PartsOf(IEnumerable<Step> ofQueue)
        {
            for (var left = ofQueue.ToList(); left.Count > 0;)
            {
                var part = left.Select(step => (Step: step, Job: JobOf(workflow, step))).Together(one => Sizes.Of(one.Job)).ToList();
                left.RemoveRange(0, part.Count);
                yield return part;
            }
        }
    }

    /// <summary>One of them is not taken, with the results that go along: the others are not to suffer.</summary>
    private async Task EnqueueAloneAsync(Workflow workflow, IEnumerable<(Step Step, NewJob Job)> jobs, CancellationToken cancel)
    {
        foreach (var (step, job) in jobs)
        {
            if (await queues.AskAsync(job.Spec.Queue, new QueueOperation.Enqueue([job]), cancel) is QueueAnswer.Refused refused)
            {
                await FailedAsync(workflow, step, refused.Message);
            }
        }
    }

    private async Task FailedAsync(Workflow workflow, Step step, string why)
    {
        logger.StepFailed(workflow.Id, step.Key, why);
        await EndedAsync(workflow.Id, [new StepEnd(step.Key, Succeeded: false, Result: null)]);
    }

    private static NewJob JobOf(Workflow workflow, Step step) => new(
        step.Spec,
        workflow.JobIdOf(step),
        new JobParent(ParentKind.Workflow, workflow.Id, step.Key),
        WorkflowDecider.ResultsFor(workflow, step),
        Idempotent: true);

    private async Task AnnounceAsync(Workflow workflow, string what)
    {
        var type = workflow.Type.ToString().ToLowerInvariant();
        await queues.AskAsync(
            workflow.Steps[0].Spec.Queue, new QueueOperation.Announce(what, workflow.Id, type), CancellationToken.None);
    }

    /// <summary>Changes a workflow over what is stored; none stays none.</summary>
    private async Task<Workflow?> UpdateAsync(string id, Func<Workflow?, Workflow?> change, CancellationToken cancel)
    {
        var gate = _gates[(uint)id.GetHashCode(StringComparison.Ordinal) % Gates];
        await gate.WaitAsync(cancel);
        try
        {
            return await keepers.Store.ChangeAsync(
                KeyOf(id), change, after => after.IsFinal ? keepers.Retention : null, cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    private string KeyOf(string id) => keepers.Key("workflow", id);

    /// <summary>What is noted, in a note's annotations: a replica of an older version takes its arguments for a batch, an empty one.</summary>
    private sealed record Noted(string Workflow);
}
