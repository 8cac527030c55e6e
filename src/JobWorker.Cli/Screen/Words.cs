using System.Text;
using Spectre.Console;

namespace JobWorker.Cli.Screen;

/// <summary>How things are said: three colours with a meaning, and dim for what matters less.</summary>
/// <remarks>Green: done. Yellow: not done yet. Red: went wrong.</remarks>
internal static class Words
{
    /// <summary>A state with its sign, as markup.</summary>
    public static string State(string state)
    {
        var word = Plain(state.ToLowerInvariant());
        var (sign, colour) = Look(word);

        return $"[{colour}]{sign} {word}[/]";
    }

    /// <summary>The colour of a state.</summary>
    public static string Colour(string state) => Look(state.ToLowerInvariant()).Colour;

    /// <summary>An event's name as words, coloured by what it means: <c>PodStarted</c> is "pod started".</summary>
    public static string Event(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name.StartsWith("Job", StringComparison.Ordinal) && name.Length > 3 ? name[3..] : name)
        {
            text.Append(char.IsUpper(letter) && text.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
        }

        var words = Plain(text.ToString());

        return name switch
        {
            "JobSucceeded" => $"[green]✓ {words}[/]",
            "JobFailed" or "JobAborted" or "JobRejected" or "CallbackAbandoned" or "CallbackRefused" => $"[red]✗ {words}[/]",
            "PodStuck" or "JobCreateDeferred" or "JobNameTaken" or "CallbackFailed" => $"[yellow]! {words}[/]",
            "CallbackDelivered" => $"[dim]· {words}[/]",
            _ => $"· {words}",
        };
    }

    /// <summary>What a callback tells.</summary>
    public static string Callback(int status) => status switch
    {
        0 => "created",
        1 => "pod started",
        2 => "complete",
        3 => "failed",
        99 => "exception",
        _ => $"status {status}",
    };

    /// <summary><c>1 job</c>, <c>2 jobs</c>.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>Text of others on one line, good for markup: it can move no cursor and set no colour.</summary>
    public static string Plain(string? text) => Markup.Escape(Clean(text, keep: ""));

    /// <summary>Text of others on many lines.</summary>
    public static string Lines(string? text) => Markup.Escape(Clean(text?.ReplaceLineEndings("\n"), keep: "\n\t"));

    private static string Clean(string? text, string keep) => string.Concat((text ?? "").Select(letter => letter switch
    {
        _ when keep.Contains(letter) => letter,
        '\n' or '\r' or '\t' => ' ',
        _ when char.IsControl(letter) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => '\uFFFD',
        _ => letter,
    }));

    private static (string Sign, string Colour) Look(string state) => state switch
    {
        "succeeded" or "delivered" or "done" => ("✓", "green"),
        "failed" or "aborted" or "rejected" or "abandoned" or "refused" or "ended" or "dead" => ("✗", "red"),
        "running" => ("●", "yellow"),
        _ => ("○", "yellow"),
    };
}
