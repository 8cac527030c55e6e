using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Screen.Callbacks;

/// <summary>Every callback of a job: where it went, how far it has come, and what was done about it.</summary>
internal static class LedgerPage
{
    /// <summary>The page.</summary>
    public static IRenderable Of(LedgerView ledger, TimeText times)
    {
        var head = $"[bold]{Words.Plain(ledger.Id)}[/]  [dim]{Words.Count(ledger.Callbacks.Count, "callback")}[/]";
        if (ledger.Callbacks.Count == 0)
        {
            return new Markup(head);
        }

        var tree = new Tree(head).Guide(TreeGuide.Line);
        tree.Style = Style.Parse("dim");
        foreach (var callback in ledger.Callbacks)
        {
            tree.AddNode(new Markup(Head(callback, times))).AddNodes(Lines(callback, times).Select(line => new Markup(line)));
        }

        return tree;
    }

    private static string Head(LedgerLineView callback, TimeText times) =>
        $"{$"#{callback.Sequence} {Words.Callback(callback.Status)}",-16}{Words.State(callback.State)}"
        + (callback.NextTryAt is { } next && callback.Attempts is { Count: > 0 } ? $"  next attempt {times.Short(next)}" : "")
        + $"  {Words.Plain(callback.Url)}  [dim]{Words.Plain(callback.WebhookId)}[/]";

    private static IEnumerable<string> Lines(LedgerLineView callback, TimeText times) => (callback.Attempts ?? [])
        .Select(attempt => (attempt.At, Text: Attempt(attempt, times)))
        .Concat((callback.Resends ?? []).Select(resend => (resend.At, Text: Resend(resend, times))))
        .OrderBy(line => line.At)
        .Select(line => line.Text);

    private static string Attempt(LedgerAttemptView attempt, TimeText times) =>
        $"[dim]{attempt.Number,2}[/]  {times.Short(attempt.At)}"
        + (attempt.Status is { } status ? $"  [{(status is >= 200 and < 300 ? "green" : "red")}]{status}[/]" : "")
        + (attempt.DurationMs is { } ms ? $"  [dim]{TimeText.Length(TimeSpan.FromMilliseconds(ms))}[/]" : "")
        + (attempt.Error is { } error ? $"  [red]{Words.Plain(error)}[/]" : "");

    private static string Resend(LedgerResendView resend, TimeText times) =>
        $" ↻  {times.Short(resend.At)}  sent again" + (resend.Url is { } url ? $" to {Words.Plain(url)}" : "");
}
