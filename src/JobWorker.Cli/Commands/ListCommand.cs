using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Commands.Many;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs list</c>: which jobs there are, newest first.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 100;

    public static Command Of(CommonOptions common)
    {
        var limit = new Option<int?>("--limit")
        {
            Description = $"How many at most; default {DefaultLimit}.",
            HelpName = "N",
            CustomParser = ParseLimit,
        };
        var all = new Option<bool>("--all") { Description = "No limit." };
        var command = new Command("list", "Which jobs there are, newest first.");
        var filter = new FilterOptions().AddTo(command);
        command.Add(limit);
        command.Add(all);
        command.Validators.Add(result =>
        {
            if (result.GetResult(limit) is not null && result.GetValue(all))
            {
                result.AddError("--limit and --all exclude each other.");
            }
        });
        common.Run(command, (session, parse, cancel) => ListAsync(
            session,
            filter.Of(parse, session.Now, session.Zone),
            parse.GetValue(all) ? null : parse.GetValue(limit) ?? DefaultLimit,
            cancel));

        return command;
    }

    private static async Task<int> ListAsync(Session session, JobFilter filter, int? limit, CancellationToken cancel)
    {
        var jobs = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var size = Math.Min(limit - jobs.Count ?? Selection.MaxPage, Selection.MaxPage);
            var page = await Selection.PageAsync(session.Service, filter, size, cursor, cancel);
            jobs.AddRange(page.Jobs);
            cursor = page.Next;
        }
        while (cursor is not null && (limit is null || jobs.Count < limit));

        if (session.Json)
        {
            session.Write(new JobListing(jobs, cursor));
        }
        else if (jobs.Count == 0)
        {
            session.Note($"[dim]No jobs{(filter.IsEmpty ? "" : $" with {Words.Plain(filter.ToString())}")}.[/]");
        }
        else
        {
            session.Show(JobList.Of([.. jobs.Select(Entry)], session.Times, session.Terminal.Out.Profile.Width));
            if (cursor is not null)
            {
                session.Note($"[dim]The newest {jobs.Count}; --limit N or --all shows more.[/]");
            }
        }

        return ExitCode.Ok;

        JobEntry Entry(JsonElement job) =>
            Answer.Read<JobEntry>(System.Text.Encoding.UTF8.GetBytes(job.GetRawText()), session.Service.Server);
    }

    private static int? ParseLimit(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
        {
            return limit;
        }

        result.AddError($"--limit must be a whole number from 1; '{text}' is not.");

        return null;
    }
}
