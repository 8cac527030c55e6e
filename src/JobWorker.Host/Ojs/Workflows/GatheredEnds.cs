using JobWorker.Core.Ojs.Workflows;

namespace JobWorker.Host.Ojs.Workflows;

/// <summary>Ends of steps on their way to their workflows: what comes while one is told goes along in its next turn.</summary>
/// <remarks>A workflow is one document: the thousand jobs of a group may end at once, and each by itself would write it anew.</remarks>
internal sealed class GatheredEnds
{
    private readonly Lock _gate = new();

    /// <summary>Who waits, by the id of a workflow that is being told.</summary>
    private readonly Dictionary<string, List<Waiting>> _lines = new(StringComparer.Ordinal);

    /// <summary>Ends once the workflow knows, or with what kept it from being told.</summary>
    /// <param name="workflow">Its id.</param>
    /// <param name="end">What it is to hear.</param>
    /// <param name="tell">Tells it everything that has come.</param>
    public Task TellAsync(string workflow, StepEnd end, Func<string, IReadOnlyList<StepEnd>, Task> tell)
    {
        var waiting = new Waiting(end, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_lines.TryGetValue(workflow, out var line))
            {
                line.Add(waiting);

                return waiting.Told.Task;
            }

            _lines.Add(workflow, [waiting]);
        }

        _ = RunAsync(workflow, tell);

        return waiting.Told.Task;
    }

    private async Task RunAsync(string workflow, Func<string, IReadOnlyList<StepEnd>, Task> tell)
    {
        while (Take(workflow) is [_, ..] line)
        {
            var told = tell(workflow, [.. line.Select(one => one.End)]);
            await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            line.ForEach(one => one.Told.SetFromTask(told));
        }
    }

    /// <summary>Nothing: nobody is left to be heard.</summary>
    private List<Waiting> Take(string workflow)
    {
        lock (_gate)
        {
            var line = _lines[workflow];
            if (line.Count == 0)
            {
                _lines.Remove(workflow);
            }
            else
            {
                _lines[workflow] = [];
            }

            return line;
        }
    }

    private readonly record struct Waiting(StepEnd End, TaskCompletionSource Told);
}
