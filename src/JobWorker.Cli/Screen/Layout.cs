using Spectre.Console;

namespace JobWorker.Cli.Screen;

/// <summary>The tables of this program: no lines, two blanks between columns.</summary>
internal static class Layout
{
    /// <summary>Blanks between two columns.</summary>
    public const int Gap = 2;

    /// <summary>A table whose columns are named; <c>&gt;</c> before a name sets it to the right.</summary>
    public static Table Table(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var name in columns)
        {
            var column = new TableColumn($"[dim]{name.TrimStart('>').ToUpperInvariant()}[/]") { NoWrap = true };
            column.Alignment = name.StartsWith('>') ? Justify.Right : Justify.Left;
            column.Padding = new Padding(0, 0, Gap, 0);
            table.AddColumn(column);
        }

        return table;
    }

    /// <summary>Rows without names, <paramref name="indent"/> blanks from the edge; the last column may be broken.</summary>
    public static Grid Rows(int columns, int indent = 2)
    {
        var grid = new Grid();
        for (var i = 0; i < columns; i++)
        {
            grid.AddColumn(new GridColumn { NoWrap = i < columns - 1, Padding = new Padding(i == 0 ? indent : 0, 0, Gap, 0) });
        }

        return grid;
    }
}
