namespace JobWorker.Core.Ojs.Workflows;

/// <summary>The rules of workflows. OJS workflows, sections 4 to 7.</summary>
/// <remarks>Everything is a function of what has ended how; hearing of an end again changes nothing.</remarks>
public static class WorkflowDecider
{
    /// <summary>A new workflow with the steps that can begin begun.</summary>
    public static Workflow Start(Workflow defined, DateTimeOffset now) => Settle(defined, now);

    /// <summary>Jobs of steps have ended; what was known changes nothing.</summary>
    /// <param name="workflow">As it was.</param>
    /// <param name="ends">Which steps, and how.</param>
    /// <param name="now">UTC.</param>
    public static Workflow Ended(Workflow workflow, IEnumerable<StepEnd> ends, DateTimeOffset now)
    {
        var steps = workflow.Steps.ToBuilder();
        var running = Enumerable.Range(0, steps.Count)
            .Where(n => steps[n].State is StepState.Running).ToDictionary(n => steps[n].Key, StringComparer.Ordinal);
        var changed = false;
        foreach (var end in ends)
        {
            if (running.Remove(end.Step, out var n))
            {
                steps[n] = steps[n] with { State = end.Succeeded ? StepState.Succeeded : StepState.Failed, Result = end.Result };
                changed = true;
            }
        }

        return changed ? Settle(workflow with { Steps = steps.DrainToImmutable() }, now) : workflow;
    }

    /// <summary>Somebody ends it: what has not begun never will. The jobs of running steps are to be cancelled.</summary>
    public static Workflow Cancel(Workflow workflow, DateTimeOffset now) => workflow with
    {
        State = WorkflowState.Cancelled,
        EndedAt = now,
        Steps = [.. workflow.Steps.Select(step => step.State is StepState.Waiting ? step with { State = StepState.Skipped } : step)],
    };

    /// <summary>
    /// What the jobs before a step said, in the definition's order, as a JSON array; what said nothing counts as null. None: there
    /// are no such.
    /// </summary>
    /// <remarks>
    /// In a chain these are all links before, however they are nested; a callback hears its batch, and a step that names what it
    /// depends on hears that.
    /// </remarks>
    public static RawJson? ResultsFor(Workflow workflow, Step step)
    {
        var before = workflow.Type is WorkflowType.Dag || step.When is not StepRule.AllSucceeded
            ? step.After.ToHashSet(StringComparer.Ordinal)
            : Before(workflow, step);
        if (before.Count == 0)
        {
            return null;
        }

        var results = workflow.Steps.Where(one => before.Contains(one.Key)).Select(one => one.Result?.ToString() ?? "null");

        return new RawJson(System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', results)}]"));
    }

    /// <summary>The steps that a step comes after, and those that they come after.</summary>
    private static HashSet<string> Before(Workflow workflow, Step step)
    {
        var after = workflow.Steps.ToDictionary(one => one.Key, one => one.After, StringComparer.Ordinal);
        var (before, left) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(step.After));
        while (left.TryPop(out var key))
        {
            if (before.Add(key))
            {
                foreach (var one in after[key])
                {
                    left.Push(one);
                }
            }
        }

        return before;
    }

    /// <summary>Begins and skips until nothing changes any more, then sees whether that was all.</summary>
    private static Workflow Settle(Workflow workflow, DateTimeOffset now)
    {
        if (workflow.State is WorkflowState.Cancelled)
        {
            return workflow;
        }

        var steps = workflow.Steps.ToBuilder();
        var states = workflow.Steps.ToDictionary(step => step.Key, step => step.State, StringComparer.Ordinal);
        bool changed;
        do
        {
            changed = false;
            for (var n = 0; n < steps.Count; n++)
            {
                if (Next(steps[n], states) is { } next)
                {
                    steps[n] = next is StepState.Running ? steps[n].Begin(now) : steps[n] with { State = next };
                    states[steps[n].Key] = next;
                    changed = true;
                }
            }
        }
        while (changed);

        return Conclude(workflow with { Steps = steps.DrainToImmutable() }, now);
    }

    private static Workflow Conclude(Workflow workflow, DateTimeOffset now)
    {
        if (workflow.IsFinal || workflow.Work.Any(step => !step.IsFinal))
        {
            return workflow;
        }

        var state = workflow.Work.All(step => step.State is StepState.Succeeded) ? WorkflowState.Completed : WorkflowState.Failed;

        return workflow with { State = state, EndedAt = now };
    }

    /// <summary>What becomes of a step that waits; none: it waits on.</summary>
    private static StepState? Next(Step step, Dictionary<string, StepState> states)
    {
        if (step.State is not StepState.Waiting)
        {
            return null;
        }

        var before = step.After.Select(key => states[key]).ToList();
        var failed = before.Any(state => state is StepState.Failed or StepState.Skipped);
        var ended = before.All(state => state is StepState.Succeeded or StepState.Failed or StepState.Skipped);

        return (step.When, ended, failed) switch
        {
            // No need to wait for the rest of what went before.
            (StepRule.AllSucceeded, _, true) => StepState.Skipped,
            (_, false, _) => null,
            (StepRule.AllSucceeded or StepRule.OnSuccess, _, false) or (StepRule.OnFailure, _, true) or (StepRule.OnComplete, _, _) =>
                StepState.Running,
            _ => StepState.Skipped,
        };
    }
}

/// <summary>The end of a step's job.</summary>
/// <param name="Step">The step's key.</param>
/// <param name="Succeeded">Whether the job is completed; else it was discarded or cancelled.</param>
/// <param name="Result">What it said.</param>
public sealed record StepEnd(string Step, bool Succeeded, RawJson? Result);
