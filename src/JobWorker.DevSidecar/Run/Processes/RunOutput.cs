namespace JobWorker.DevSidecar.Run.Processes;

/// <summary>What a person sees of a run: lines of many processes, each marked with where it comes from.</summary>
/// <param name="console">Where lines go.</param>
/// <param name="colours">Whether it is a terminal that shows colours.</param>
/// <param name="width">Characters of the longest mark.</param>
internal sealed class RunOutput(TextWriter console, bool colours, int width)
{
    private static readonly int[] Palette = [36, 32, 33, 35, 34, 96, 92, 93];
    private readonly Lock _gate = new();

    /// <summary>A line of the runner itself.</summary>
    public void Say(string text) => Write("== RUN ==", 1, text);

    /// <summary>A sink for one process's lines: to the console, to a file, or to both.</summary>
    /// <param name="kind"><c>APP</c> or <c>SIDECAR</c>.</param>
    /// <param name="app">The app-id.</param>
    /// <param name="number">Counts apps, for their colours.</param>
    /// <param name="destination"><c>console</c>, <c>file</c> or <c>fileAndConsole</c>.</param>
    /// <param name="file">The log file.</param>
    public LineSink Open(string kind, string app, int number, string destination, string file)
    {
        var colour = Palette[number % Palette.Length];
        var toConsole = destination is not "file";
        return new LineSink(
            toConsole ? line => Write(Mark(kind, app), colour, line) : _ => { },
            destination is "console" ? null : file);
    }

    /// <summary>What stands before each line.</summary>
    public static string Mark(string kind, string app) => $"== {kind} - {app} ==";

    private void Write(string mark, int colour, string text)
    {
        var padded = mark.PadRight(width);
        lock (_gate)
        {
            foreach (var line in text.Split('\n'))
            {
                console.WriteLine(colours ? $"\u001b[{colour}m{padded}\u001b[0m {line}" : $"{padded} {line}");
            }
        }
    }
}
