using System.CommandLine;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Commands.Many;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs cancel</c> and <c>jobs redrive</c>: one after the other by id, or all that a filter allows at once.</summary>
internal static class ChangeCommand
{
    public static Command Of(CommonOptions common, ChangeVerb verb)
    {
        var command = new Command(verb.Name, verb.Description);
        var selection = new Selection(command);
        var yes = new Option<bool>("--yes", "-y")
        {
            Description = "Do not ask first; needed with a filter where nobody can be asked.",
        };
        command.Add(yes);
        common.Run(command, async (session, parse, cancel) =>
        {
            var ids = selection.Ids(parse);
            if (ids.Length > 0)
            {
                return await EachAsync(session, verb, ids, cancel);
            }

            var filter = selection.Filter(parse, session);
            filter = filter with { State = filter.State ?? verb.States };

            return parse.GetValue(yes) || await BulkChange.AgreedAsync(session, verb, filter, cancel)
                ? await BulkChange.RunAsync(session, verb, filter, cancel)
                : ExitCode.Refused;
        });

        return command;
    }

    /// <summary>What is refused is told, and the rest goes on.</summary>
    private static async Task<int> EachAsync(Session session, ChangeVerb verb, string[] ids, CancellationToken cancel)
    {
        var all = new List<JsonElement>();
        var exit = ExitCode.Ok;
        foreach (var id in ids)
        {
            try
            {
                var answer = await session.Service.SendAsync(verb.Method, JobIds.Path(id, verb.Path), null, cancel);
                all.Add(answer.As<JsonElement>());
                if (!session.Json)
                {
                    var now = answer.As<ChangeView>();
                    session.Line(
                        $"[green]✓[/] {verb.Past}  [bold]{Words.Plain(now.Id)}[/]  [dim]now {Words.Plain(now.State)}[/]");
                }
            }
            catch (ServiceException e) when (e.IsRefusal)
            {
                exit = ExitCode.Refused;
                all.Add(JsonSerializer.SerializeToElement(new { id, error = e.Message }, ServiceClient.Format));
                session.Note($"jobworker: {Words.Plain(id)}: {Words.Plain(e.Message)}");
            }
        }

        if (session.Json)
        {
            session.Write(all);
        }

        return exit;
    }
}

/// <summary>What can be done to a job.</summary>
/// <param name="Name">The command, and the verb of a bulk operation.</param>
/// <param name="Title">The same, to begin a sentence with.</param>
/// <param name="Doing">While it goes on.</param>
/// <param name="Past">When it is done.</param>
/// <param name="Description">For help.</param>
/// <param name="Method">How one job is told.</param>
/// <param name="Path">Behind the path of the job.</param>
/// <param name="States">What a filter without states means: jobs to which it can be done.</param>
internal sealed record ChangeVerb(
    string Name, string Title, string Doing, string Past, string Description, HttpMethod Method, string Path, string[] States)
{
    public static readonly ChangeVerb Cancel = new(
        "cancel", "Cancel", "cancelling", "cancelled", "Ends jobs and deletes their Kubernetes Jobs.",
        HttpMethod.Delete, "", ["requested", "created", "running"]);

    public static readonly ChangeVerb Redrive = new(
        "redrive", "Redrive", "redriving", "redriven", "Runs final jobs once more.",
        HttpMethod.Post, "/redrive", ["failed", "aborted"]);
}
