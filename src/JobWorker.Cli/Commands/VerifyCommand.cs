using System.CommandLine;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Commands.Many;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs verify</c>: whether journals are the ones that were written.</summary>
internal static class VerifyCommand
{
    public static Command Of(CommonOptions common)
    {
        var command = new Command("verify", "Whether journals are the ones that were written; 1 when one is not.");
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
        var (all, broken) = (new List<JsonElement>(), 0);
        var (intact, gone) = (0, 0);
        await foreach (var id in ids.WithCancellation(cancel))
        {
            Answer answer;
            try
            {
                answer = await session.Service.GetAsync(JobIds.Path(id, "/verify"), cancel);
            }
            catch (ServiceException e) when (e.IsRefusal)
            {
                gone++;
                all.Add(JsonSerializer.SerializeToElement(new { id, error = e.Message }, ServiceClient.Format));
                session.Note($"jobworker: {Words.Plain(e.Message)}");
                continue;
            }

            var found = answer.As<VerificationView>();
            (intact, broken) = found.Intact ? (intact + 1, broken) : (intact, broken + 1);
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
                + (broken > 0 ? $", [red]{broken} not intact[/]" : ""));
        }

        return broken + gone > 0 ? ExitCode.Refused : ExitCode.Ok;
    }

    private static string Line(VerificationView found) => found.Intact
        ? $"[green]✓ intact    [/]  [bold]{Words.Plain(found.Id)}[/]  [dim]{Words.Count(found.Version, "event")}[/]"
        : $"[red]✗ not intact[/]  [bold]{Words.Plain(found.Id)}[/]  {Words.Plain(found.Problem)}";

    private static IAsyncEnumerable<string> IdsAsync(Session session, JobFilter filter, CancellationToken cancel) =>
        Selection.JobsAsync(session.Service, filter, null, cancel).Select(job => job.GetProperty("id").GetString()!);
}
