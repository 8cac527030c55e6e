using JobWorker.Cli.Screen.Callbacks;
using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Screen;

/// <summary>Everything about one job on one page: where it stands and why, how it came there, what its client was told.</summary>
internal static class JobPage
{
    /// <summary>The page.</summary>
    public static IRenderable Of(JobView job, TimeText times) => new Rows(
    [
        new Markup($"{Words.State(job.State)}  [bold]{Words.Plain(job.Id)}[/]{Why(job)}"),
        .. Message(job),
        .. Facts(job, times),
        .. Log(job),
        Text.Empty,
        Timeline.Of(job.Timeline ?? [], times),
        .. CallbackTree.Of(job.Callbacks ?? [], times),
    ]);

    private static string Why(JobView job) => (job.Error?.Reason ?? job.Stuck?.Reason) is { } reason
        ? $"  [{(job.Error is null ? "yellow" : "red")}]{Words.Plain(reason)}[/]"
        : "";

    private static IEnumerable<IRenderable> Message(JobView job)
    {
        if ((job.Error?.Message ?? job.Stuck?.Message) is { Length: > 0 } message)
        {
            yield return new Padder(new Markup(Words.Plain(message)), new Padding(2, 0, 0, 0));
        }
    }

    private static IEnumerable<IRenderable> Facts(JobView job, TimeText times)
    {
        var grid = Layout.Rows(2);
        Add("service", job.Service);
        Add("attempt", job.Attempt > 1 ? $"{job.Attempt}" : null);
        Add("k8s job", job.Job is { } made ? $"{made.Namespace}/{made.Name}" : null);
        Add("pod", job.Error?.PodName ?? job.Pod?.Name ?? job.Stuck?.Pod);
        Add("container", job.Error?.Container is { } container ? container + Code(job.Error.ExitCode) : null);
        Add("error", job.Error?.ErrorCode);
        Add("stuck", job is { Error: null, Stuck: { } stuck } ? $"for {TimeText.Length(times.Now - stuck.Since)}" : null);
        Add("took", Took(job));
        foreach (var former in job.Former ?? [])
        {
            Add("former", $"{former.Namespace}/{former.Name}");
        }

        return grid.Rows.Count == 0 ? [] : [Text.Empty, grid];

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                grid.AddRow($"[dim]{name}[/]", Words.Plain(value));
            }
        }
    }

    private static string Code(int? code) => code is { } number ? $", exit code {number}" : "";

    /// <summary>From the request, or the last re-drive, to the end.</summary>
    private static string? Took(JobView job)
    {
        var entries = job.Timeline ?? [];
        var begin = entries.LastOrDefault(e => e.Event is "JobRequested" or "JobRedriven");
        var end = entries.LastOrDefault(e => e.Event is "JobSucceeded" or "JobFailed" or "JobAborted");

        return begin is not null && end is not null && end.At >= begin.At ? TimeText.Length(end.At - begin.At) : null;
    }

    private static IEnumerable<IRenderable> Log(JobView job)
    {
        if (job.Error?.Log is { Length: > 0 } log)
        {
            yield return new Markup("\n[dim]LAST LINES OF ITS LOG[/]");
            yield return new Padder(new Markup(Words.Lines(log.TrimEnd())), new Padding(2, 0, 0, 0));
        }
    }
}
