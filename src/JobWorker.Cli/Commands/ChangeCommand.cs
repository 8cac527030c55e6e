using System.CommandLine;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Commands.Many;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary>
/// <c>jobs cancel</c>, <c>jobs redrive</c> and <c>jobs resend</c>: one after the other by id, or all that a filter allows.
/// </summary>
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
        var url = verb.TakesUrl ? UrlOption.Of() : null;
        if (url is not null)
        {
            command.Add(url);
        }

        common.Run(command, async (session, parse, cancel) =>
        {
            var ids = selection.Ids(parse);
            var target = url is null ? null : parse.GetValue(url);
            if (ids.Length > 0)
            {
                return await EachAsync(session, verb, ids, target, cancel);
            }

            var filter = selection.Filter(parse, session);
            filter = filter with { State = filter.State ?? verb.States, Callback = filter.Callback ?? verb.Callback };

            return parse.GetValue(yes) || await BulkChange.AgreedAsync(session, verb, filter, cancel)
                ? await BulkChange.RunAsync(session, verb, filter, target, cancel)
                : ExitCode.Refused;
        });

        return command;
    }

    /// <summary>What is refused is told, and the rest goes on.</summary>
    private static async Task<int> EachAsync(
        Session session, ChangeVerb verb, string[] ids, string? url, CancellationToken cancel)
    {
        var all = new List<JsonElement>();
        var exit = ExitCode.Ok;
        foreach (var id in ids)
        {
            try
            {
                using var body = UrlOption.Body(url);
                var answer = await session.Service.SendAsync(verb.Method, JobIds.Path(id, verb.Path), body, cancel);
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
/// <param name="States">What a filter without states means: jobs to which it can be done; none: any.</param>
/// <param name="Callback">The same for what has become of telling the client.</param>
/// <param name="TakesUrl">Callbacks can be sent elsewhere with it.</param>
internal sealed record ChangeVerb(
    string Name,
    string Title,
    string Doing,
    string Past,
    string Description,
    HttpMethod Method,
    string Path,
    string[]? States,
    string? Callback = null,
    bool TakesUrl = false)
{
    public static readonly ChangeVerb Cancel = new(
        "cancel", "Cancel", "cancelling", "cancelled", "Ends jobs and deletes their Kubernetes Jobs.",
        HttpMethod.Delete, "", ["requested", "created", "running"]);

    public static readonly ChangeVerb Redrive = new(
        "redrive", "Redrive", "redriving", "redriven", "Runs final jobs once more.",
        HttpMethod.Post, "/redrive", ["failed", "aborted"]);

    public static readonly ChangeVerb Resend = new(
        "resend", "Resend", "resending", "resent", "Sends again every callback of jobs that was given up.",
        HttpMethod.Post, "/resend", null, "dead", TakesUrl: true);
}
