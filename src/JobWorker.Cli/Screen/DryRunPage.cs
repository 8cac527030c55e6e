using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Screen;

/// <summary>What a message would become, or which rules it breaks.</summary>
internal static class DryRunPage
{
    /// <summary>The verdict, then what stands in the way.</summary>
    public static IRenderable Of(DryRunView run)
    {
        var id = run.Id is null ? "the message" : $"[bold]{Words.Plain(run.Id)}[/]";
        var broken = run.Violations ?? [];
        var parts = new List<IRenderable>
        {
            new Markup(run.Valid ? $"[green]✓ valid[/]  {id}" : $"[red]✗ not valid[/]  {id}"),
        };
        if (broken.Count > 0)
        {
            parts.Add(Violations(broken));
        }

        if (run.Server is { } server)
        {
            parts.Add(new Padder(new Markup($"[dim]cluster[/]  {Verdict(server)}"), new Padding(2, 0, 0, 0)));
        }

        return new Rows(parts);
    }

    /// <summary>Fields and the rules they break.</summary>
    public static Padder Violations(IEnumerable<Violation> violations)
    {
        var table = Layout.Table("field", "rule");
        table.Columns[1].NoWrap = false;
        foreach (var violation in violations)
        {
            table.AddRow(Words.Plain(violation.Field), Words.Plain(violation.Rule));
        }

        return new Padder(table, new Padding(2, 0, 0, 0));
    }

    private static string Verdict(ServerVerdict server) => server.Accepted switch
    {
        true => "[green]would take it[/]",
        false => $"[red]refuses it:[/] {Words.Plain(server.Message)}",
        null => $"[yellow]not asked:[/] {Words.Plain(server.Message)}",
    };
}
