using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Screen.Callbacks;

/// <summary>What the client was told, and every attempt to tell it.</summary>
internal static class CallbackTree
{
    /// <summary>One node for each callback; attempts below it unless the first one was taken.</summary>
    public static IEnumerable<IRenderable> Of(IReadOnlyList<CallbackView> callbacks, TimeText times)
    {
        if (callbacks.Count == 0)
        {
            return [];
        }

        var tree = new Tree("[dim]CALLBACKS[/]").Guide(TreeGuide.Line);
        tree.Style = Style.Parse("dim");
        foreach (var callback in callbacks)
        {
            var attempts = callback.Attempts ?? [];
            var node = tree.AddNode(new Markup(Head(callback, attempts, times)));
            if (attempts is not [{ Error: null }])
            {
                node.AddNodes(attempts.Select(attempt => new Markup(Attempt(attempt, times))));
            }
        }

        return [Text.Empty, tree];
    }

    private static string Head(CallbackView callback, IReadOnlyList<AttemptView> attempts, TimeText times)
    {
        var name = $"#{callback.Sequence} {Words.Callback(callback.Status)}".PadRight(16);
        var state = Words.State(callback.State);
        var tail = callback.NextAttemptAt is { } next
            ? attempts.Count == 0 ? "" : $"  next attempt {times.Short(next)}{In(next - times.Now)}"
            : attempts is [{ Error: null } only] ? $"  [dim]{times.Short(only.At)}[/]{Answer(only)}"
            : attempts.Count > 1 ? $"  [dim]after {Words.Count(attempts.Count, "attempt")}[/]" : "";

        return $"{name}{state}{tail}";
    }

    private static string In(TimeSpan time) => time > TimeSpan.Zero ? $" [dim](in {TimeText.Length(time)})[/]" : " [dim](due)[/]";

    private static string Attempt(AttemptView attempt, TimeText times) =>
        $"[dim]{attempt.Attempt,2}[/]  {times.Short(attempt.At)}{Answer(attempt)}"
        + (attempt.Error is { } error ? $"  [red]{Words.Plain(error)}[/]" : "");

    private static string Answer(AttemptView attempt) =>
        (attempt.StatusCode is { } status ? $"  [{(status is >= 200 and < 300 ? "green" : "red")}]{status}[/]" : "")
        + (attempt.DurationMs is { } ms ? $"  [dim]{TimeText.Length(TimeSpan.FromMilliseconds(ms))}[/]" : "");
}
