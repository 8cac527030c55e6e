using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Commands.Many;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary>
/// <c>verify</c> and <c>jobs verify</c>: whether journals are the ones that were written, and tell of callbacks in order.
/// </summary>
internal static class VerifyCommand
{
    /// <summary>Journals the service is asked about at once.</summary>
    private const int AtOnce = 8;

    public static Command Of(CommonOptions common)
    {
        var command = new Command(
            "verify", "Whether journals are the ones that were written, callbacks gapless and in order; 1 when one is not.");
        var selection = new Selection(command);
        common.Run(command, async (session, parse, cancel) =>
        {
            var ids = selection.Ids(parse);

            return ids.Length > 0
                ? await VerifyAsync(session, ids.ToAsyncEnumerable(), verbose: true, cancel)
                : await VerifyAsync(session, IdsAsync(session, selection.Filter(parse, session), cancel), verbose: false, cancel);
        });

        return command;
    }

    /// <summary>Of many that were not named, only those that do not hold are shown.</summary>
    private static async Task<int> VerifyAsync(
        Session session, IAsyncEnumerable<string> ids, bool verbose, CancellationToken cancel)
    {
        var all = new List<JsonElement>();
        var (intact, broken, gone) = (0, 0, 0);
        var (events, callbacks) = (0L, 0L);
        await foreach (var (id, answer, error) in AnswersAsync(session.Service, ids, cancel))
        {
            if (answer is null)
            {
                gone++;
                all.Add(JsonSerializer.SerializeToElement(new { id, error }, ServiceClient.Format));
                session.Note($"jobworker: {Words.Plain(error)}");
                continue;
            }

            var found = answer.As<VerificationView>();
            (intact, broken) = found.Intact ? (intact + 1, broken) : (intact, broken + 1);
            (events, callbacks) = (events + found.Version, callbacks + (found.Ledger?.Callbacks ?? 0));
            if (session.Json)
            {
                all.Add(answer.As<JsonElement>());
            }
            else if (verbose || !found.Intact)
            {
                session.Line(Line(found));
            }
        }

        if (session.Json)
        {
            session.Write(all);
        }
        else if (!verbose)
        {
            session.Line($"{Words.Count(intact + broken, "journal")}: [green]{intact} intact[/]"
                + (broken > 0 ? $", [red]{broken} not intact[/]" : "")
                + $"; {Words.Count(events, "event")}, {Words.Count(callbacks, "callback")}");
        }

        return broken + gone > 0 ? ExitCode.Refused : ExitCode.Ok;
    }

    /// <summary>In the order of the ids; the service is asked about a few of them ahead.</summary>
    private static async IAsyncEnumerable<(string Id, Answer? Answer, string? Error)> AnswersAsync(
        ServiceClient service, IAsyncEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ahead = new Queue<Task<(string, Answer?, string?)>>();
        await foreach (var id in ids.WithCancellation(cancel))
        {
            if (ahead.Count == AtOnce)
            {
                yield return await ahead.Dequeue();
            }

            ahead.Enqueue(AskAsync(id));
        }

        while (ahead.TryDequeue(out var next))
        {
            yield return await next;
        }

        async Task<(string, Answer?, string?)> AskAsync(string id)
        {
            try
            {
                return (id, await service.GetAsync(JobIds.Path(id, "/verify"), cancel), null);
            }
            catch (ServiceException e) when (e.IsRefusal)
            {
                return (id, null, e.Message);
            }
        }
    }

    private static string Line(VerificationView found) => found.Intact
        ? $"[green]✓ intact    [/]  [bold]{Words.Plain(found.Id)}[/]  "
            + $"[dim]{Words.Count(found.Version, "event")}{Proof(found)}[/]"
        : $"[red]✗ not intact[/]  [bold]{Words.Plain(found.Id)}[/]  {Words.Plain(found.Problem)}";

    private static string Proof(VerificationView found) =>
        (found.Ledger is { } ledger ? $", {Words.Count(ledger.Callbacks, "callback")}, {ledger.Delivered} delivered" : "")
        + (found.Hash is { } hash ? $"  {Words.Plain(hash)}" : "");

    private static IAsyncEnumerable<string> IdsAsync(Session session, JobFilter filter, CancellationToken cancel) =>
        Selection.JobsAsync(session.Service, filter, null, cancel).Select(job => job.GetProperty("id").GetString()!);
}
