using JobWorker.Cli.Service;
using Spectre.Console;

namespace JobWorker.Cli.Screen;

/// <summary>What happened, oldest first, with the time between.</summary>
internal static class Timeline
{
    private const int SinceWidth = 9;

    /// <summary>All of it; the day stands wherever it changes.</summary>
    public static Rows Of(IReadOnlyList<TimelineEntry> entries, TimeText times)
    {
        var grid = Layout.Rows(5);
        TimelineEntry? before = null;
        foreach (var entry in entries)
        {
            if (before is not null && times.Day(before.At) != times.Day(entry.At))
            {
                grid.AddRow("", $"[dim]{times.Day(entry.At)}[/]", "", "", "");
            }

            grid.AddRow(Cells(entry, before, times));
            before = entry;
        }

        var day = entries is [var first, ..] ? $" {times.Day(first.At)} {times.ZoneName}" : "";

        return new Rows(new Markup($"[dim]TIMELINE{day}[/]"), grid);
    }

    /// <summary>One entry as a line of a stream.</summary>
    public static string Line(TimelineEntry entry, TimelineEntry? before, TimeText times)
    {
        var cells = Cells(entry, before, times);

        var gap = new string(' ', Math.Max(0, SinceWidth - Since(entry, before).Length));

        return $"  {cells[0]}  {cells[1]}  {cells[2]}{gap}  {cells[3]}  {cells[4]}".TrimEnd();
    }

    private static string[] Cells(TimelineEntry entry, TimelineEntry? before, TimeText times) =>
    [
        $"[dim]{entry.Version,3}[/]",
        times.Fine(entry.At),
        $"[dim]{Since(entry, before)}[/]",
        Words.Event(entry.Event),
        entry.Reason is { } reason ? Words.Plain(reason) : "",
    ];

    private static string Since(TimelineEntry entry, TimelineEntry? before) => before is null || entry.At < before.At
        ? ""
        : $"+{TimeText.Length(entry.At - before.At)}";
}
