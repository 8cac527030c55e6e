using JobWorker.Cli.Service;
using Spectre.Console;

namespace JobWorker.Cli.Screen;

/// <summary>Many jobs, one to a line.</summary>
internal static class JobList
{
    /// <summary>What is left out first where the window is too narrow; state and id always stay.</summary>
    private static readonly string[] Spare = ["namespace", "created", "service", "age", "reason"];

    /// <summary>A table, in the order given, as wide as <paramref name="width"/> allows.</summary>
    public static Table Of(IReadOnlyCollection<JobEntry> jobs, TimeText times, int width)
    {
        var columns = Columns(times, jobs.Any(job => job.IsDead)).ToList();
        foreach (var name in Spare.TakeWhile(_ => WidthOf(columns, jobs) > width))
        {
            columns.RemoveAll(column => column.Name == name);
        }

        var table = Layout.Table(columns.Select(column => column.Header));
        foreach (var job in jobs)
        {
            table.AddRow([.. columns.Select(column => column.Cell(job))]);
        }

        return table;
    }

    /// <summary>One change as a line of a stream, which knows nothing of the lines to come.</summary>
    public static string Line(JobEntry job, TimeText times)
    {
        var gap = new string(' ', Math.Max(0, "succeeded".Length - job.State.Length));

        return string.Join("  ", new[]
        {
            $"[dim]{times.Clock(job.UpdatedAt)}[/]",
            Words.State(job.State) + gap,
            Words.Plain(job.Id).PadRight(24),
            Words.Plain(job.Service).PadRight(12),
            Reason(job),
            job.IsDead ? "[red]callback dead[/]" : "",
        }).TrimEnd();
    }

    private static IEnumerable<Column> Columns(TimeText times, bool dead) =>
    [
        new("state", "state", job => Words.State(job.State)),
        new("id", "id", job => Words.Plain(job.Id)),
        new("service", "service", job => Words.Plain(job.Service)),
        new("namespace", "namespace", job => Words.Plain(job.Namespace)),
        new("reason", "reason", Reason),
        .. dead ? [new Column("callbacks", "callbacks", job => job.IsDead ? Words.State("dead") : "")] : Array.Empty<Column>(),
        new("created", $"created ({times.ZoneName})", job => times.Full(job.Since)),
        new("age", ">age", job => times.Age(job.Since)),
    ];

    private static int WidthOf(IEnumerable<Column> columns, IReadOnlyCollection<JobEntry> jobs) => columns.Sum(column =>
        jobs.Select(column.Cell).Append(column.Header.TrimStart('>')).Max(cell => Markup.Remove(cell).Length) + Layout.Gap);

    private static string Reason(JobEntry job) =>
        job.Reason is null ? "" : $"[{Words.Colour(job.State)}]{Words.Plain(job.Reason)}[/]";

    private sealed record Column(string Name, string Header, Func<JobEntry, string> Cell);
}
