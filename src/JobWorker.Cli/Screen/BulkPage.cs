using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Screen;

/// <summary>What came of a bulk operation.</summary>
internal static class BulkPage
{
    /// <summary>The tally, then each job that was left as it is, with the reason.</summary>
    /// <param name="operation">Ended.</param>
    /// <param name="past">Such as <c>cancelled</c>.</param>
    public static IRenderable Of(OperationView operation, string past)
    {
        var bad = operation.Refused + operation.Failed;
        var sign = bad > 0 || operation.IsStopped ? "[yellow]![/]" : "[green]✓[/]";
        var head = $"{sign} {past} {operation.Done} of {Words.Count(operation.Matched, "job")}"
            + (operation.Refused > 0 ? $", [yellow]{operation.Refused} refused[/]" : "")
            + (operation.Failed > 0 ? $", [red]{operation.Failed} failed[/]" : "")
            + (operation.IsStopped ? ", [yellow]stopped[/]" : "");
        var grid = Layout.Rows(2);
        foreach (var problem in operation.Problems ?? [])
        {
            grid.AddRow(Words.Plain(problem.Id), Words.Plain(problem.Message));
        }

        return grid.Rows.Count == 0 ? new Markup(head) : new Rows(new Markup(head), grid);
    }
}
