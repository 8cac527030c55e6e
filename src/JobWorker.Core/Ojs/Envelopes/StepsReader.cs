using System.Collections.Immutable;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Ojs.Workflows;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>Makes a graph of steps out of chains, groups and batches within each other, or of steps that name what they need.</summary>
/// <param name="now">The time now, UTC: relative times count from it until their step begins.</param>
/// <param name="limits">How large it may be.</param>
internal sealed class StepsReader(DateTimeOffset now, EnvelopeLimits limits)
{
    private static readonly ImmutableArray<string> Nothing = [];

    private static readonly (string Name, StepRule Rule)[] Callbacks =
        [("on_success", StepRule.OnSuccess), ("on_failure", StepRule.OnFailure), ("on_complete", StepRule.OnComplete)];

    private readonly List<Step> _steps = [];

    /// <summary>The steps, in the order in which they were read.</summary>
    public ImmutableArray<Step> Steps => [.. _steps];

    /// <summary>Reads the outermost workflow; none after a complaint.</summary>
    public WorkflowType? Read(Members workflow)
    {
        var type = TypeOf(workflow);
        if (type is WorkflowType.Dag)
        {
            ReadGraph(workflow);
        }
        else if (type is { } known)
        {
            ReadNested(workflow, known, "", Nothing, depth: 1);
        }

        return type;
    }

    private static WorkflowType? TypeOf(Members workflow)
    {
        var type = workflow.Take("type");
        if (type.IsAbsent && workflow.Take("steps") is { IsAbsent: false } steps
            && steps.Value.ValueKind is System.Text.Json.JsonValueKind.Array)
        {
            return WorkflowType.Dag;
        }

        if (type.IsAbsent)
        {
            type.Complain("is required and must be one of chain, group, batch");

            return null;
        }

        return type.OneOf(
            ("chain", WorkflowType.Chain), ("group", WorkflowType.Group), ("batch", WorkflowType.Batch), ("dag", WorkflowType.Dag));
    }

    /// <summary>Reads a chain, a group or a batch.</summary>
    /// <param name="workflow">Where it stands.</param>
    /// <param name="type">What it is.</param>
    /// <param name="path">What the keys of its steps begin with.</param>
    /// <param name="after">Steps that must have been done before.</param>
    /// <param name="depth">How many workflows it is in, itself included.</param>
    /// <returns>The steps after which it is done.</returns>
    private ImmutableArray<string> ReadNested(
        Members workflow, WorkflowType type, string path, ImmutableArray<string> after, int depth)
    {
        var list = type is WorkflowType.Chain ? workflow.Take("steps", "jobs") : workflow.Take("jobs", "steps");
        if (list.IsAbsent || list.IsEmptyList)
        {
            list.Complain("is required and must be a list of at least one job");

            return after;
        }

        if (depth > limits.WorkflowDepth)
        {
            list.Complain($"must not be within more than {limits.WorkflowDepth} workflows");

            return after;
        }

        var ends = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, n) in list.Items(limits.WorkflowJobs).Select((item, n) => (item, n)))
        {
            var key = path.Length == 0 ? $"{n}" : $"{path}.{n}";
            var end = ReadItem(item, key, after, depth);
            if (type is WorkflowType.Chain)
            {
                after = end;
            }
            else
            {
                ends.AddRange(end);
            }
        }

        var done = type is WorkflowType.Chain ? after : ends.ToImmutable();
        if (type is WorkflowType.Batch)
        {
            ReadCallbacks(workflow, path, done);
        }

        return done;
    }

    private ImmutableArray<string> ReadItem(Part item, string key, ImmutableArray<string> after, int depth)
    {
        if (item.RequiredObject() is not { } members)
        {
            return after;
        }

        var type = members.Take("type");
        if (members.Take("args").IsAbsent && type.IsText && type.Value.GetString() is "chain" or "group" or "batch"
            && TypeOf(members) is { } nested)
        {
            return ReadNested(members, nested, key, after, depth + 1);
        }

        Add(members, key, after, StepRule.AllSucceeded);

        return [key];
    }

    private void ReadCallbacks(Members batch, string path, ImmutableArray<string> jobs)
    {
        var callbacks = batch.Take("callbacks");
        if (callbacks.IsAbsent || callbacks.Object() is not { } all)
        {
            return;
        }

        foreach (var (name, rule) in Callbacks)
        {
            if (all.Take(name) is { IsAbsent: false } callback && callback.Object() is { } members)
            {
                Add(members, path.Length == 0 ? name : $"{path}.{name}", jobs, rule);
            }
        }

        // One that nobody would ever call.
        foreach (var (name, _) in all.All.Where(member => Callbacks.All(known => known.Name != member.Key)))
        {
            all.Take(name).Complain("is not known here; on_success, on_failure and on_complete are", "Correct the name.");
        }
    }

    private void Add(Members job, string key, ImmutableArray<string> after, StepRule rule)
    {
        if (_steps.Count >= limits.WorkflowJobs)
        {
            job.Whole.Complain($"is one too many: a workflow has at most {limits.WorkflowJobs} jobs");
        }
        else if (EnvelopeReader.ReadLater(job, now, limits) is var (spec, relative))
        {
            _steps.Add(new Step { Key = key, Spec = spec, Relative = relative, After = after, When = rule });
        }
    }

    /// <summary>Steps that name themselves and what they depend on, before or after them, in no circle.</summary>
    private void ReadGraph(Members workflow)
    {
        var list = workflow.Take("steps");
        if (list.IsAbsent || list.IsEmptyList)
        {
            list.Complain("is required and must be a list of at least one job");

            return;
        }

        var named = new Dictionary<string, (Members Members, ImmutableArray<string> After)>(StringComparer.Ordinal);
        foreach (var (item, n) in list.Items(limits.WorkflowJobs).Select((item, n) => (item, n)))
        {
            if (item.RequiredObject() is not { } members)
            {
                continue;
            }

            var key = members.Take("id", "name").Text(NameRules.SomeId) ?? $"{n}";
            if (!named.TryAdd(key, (members, members.Take("depends_on").Texts(limits.WorkflowJobs, NameRules.SomeId) ?? [])))
            {
                members.Take("id", "name").Complain("is the name of another step, too");
            }
        }

        var circles = Circles(named);
        foreach (var (key, (members, after)) in named)
        {
            if (after.FirstOrDefault(one => !named.ContainsKey(one)) is { } unknown)
            {
                members.Take("depends_on").Complain($"must name steps of this workflow; {unknown} is none");
            }
            else if (circles.Contains(key))
            {
                members.Take("depends_on").Complain("must not lead back to the step itself");
            }
            else
            {
                Add(members, key, after, StepRule.AllSucceeded);
            }
        }
    }

    /// <summary>Steps that wait for themselves: what is left when all that can be done has been done.</summary>
    private static HashSet<string> Circles(Dictionary<string, (Members Members, ImmutableArray<string> After)> named)
    {
        var open = named.ToDictionary(
            step => step.Key, step => step.Value.After.Where(named.ContainsKey).ToHashSet(StringComparer.Ordinal));
        var next = open.SelectMany(step => step.Value.Select(before => (before, step.Key))).ToLookup(e => e.before, e => e.Key);
        var ready = new Queue<string>(open.Where(step => step.Value.Count == 0).Select(step => step.Key));
        while (ready.TryDequeue(out var done))
        {
            open.Remove(done);
            foreach (var waiting in next[done])
            {
                if (open[waiting].Remove(done) && open[waiting].Count == 0)
                {
                    ready.Enqueue(waiting);
                }
            }
        }

        return [.. open.Keys];
    }
}
