using System.CommandLine;
using System.Net;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs submit</c>: a message, tried out, sent, or followed to its end.</summary>
internal static class SubmitCommand
{
    private const string StandardInput = "-";

    public static Command Of(CommonOptions common)
    {
        var file = new Argument<string>("FILE") { Description = "The message; - for standard input." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says what it would become, and which rules it breaks." };
        var wait = new Option<bool>("--wait", "-w") { Description = "Stays until the job is final; 1 unless it succeeded." };
        var command = new Command("submit", "Puts a message on the queue.") { file, dryRun, wait };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dryRun) && result.GetValue(wait))
            {
                result.AddError("--dry-run and --wait exclude each other: a job that is not run never ends.");
            }
        });
        common.Run(command, async (session, parse, cancel) =>
        {
            var message = await ReadAsync(parse.GetRequiredValue(file), session.Terminal, cancel);

            return parse.GetValue(dryRun)
                ? await TryOutAsync(session, message, cancel)
                : await SendAsync(session, message, parse.GetValue(wait), cancel);
        });

        return command;
    }

    private static async Task<byte[]> ReadAsync(string file, Terminal terminal, CancellationToken cancel)
    {
        try
        {
            using var message = new MemoryStream();
            await using var source = file == StandardInput ? terminal.In : File.OpenRead(file);
            await source.CopyToAsync(message, cancel);

            return message.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"FILE cannot be read: {e.Message}");
        }
    }

    private static async Task<int> TryOutAsync(Session session, byte[] message, CancellationToken cancel)
    {
        using var body = ServiceClient.Json(message);
        var answer = await session.Service.SendAsync(HttpMethod.Post, "api/jobs?dryRun=true", body, cancel);
        session.Tell<DryRunView>(answer, DryRunPage.Of);

        return answer.As<DryRunView>().Valid ? ExitCode.Ok : ExitCode.Refused;
    }

    private static async Task<int> SendAsync(Session session, byte[] message, bool wait, CancellationToken cancel)
    {
        using var body = ServiceClient.Json(message);
        var answer = await session.Service.SendAsync(HttpMethod.Post, "api/jobs", body, cancel);
        var id = answer.As<SubmittedView>().Id;
        if (session.Json && !wait)
        {
            session.WriteRaw(answer.Body);
        }
        else if (!session.Json)
        {
            session.Line($"[green]✓ accepted[/]  [bold]{Words.Plain(id)}[/]");
        }

        return wait ? await FollowAsync(session, id, cancel) : ExitCode.Ok;
    }

    /// <summary>Tells each event as it comes, and rides out that the service is away for a while.</summary>
    private static async Task<int> FollowAsync(Session session, string id, CancellationToken cancel)
    {
        var patience = new Patience(session);
        TimelineEntry? last = null;
        while (true)
        {
            var answer = await patience.AskAsync(() => FindAsync(session, id, cancel));
            if (answer?.Job is { } found)
            {
                var job = found.As<JobView>();
                last = session.Json ? last : Tell(session, job, last);
                if (job.IsFinal)
                {
                    End(session, found, job);
                    return job.State.Equals("succeeded", StringComparison.OrdinalIgnoreCase) ? ExitCode.Ok : ExitCode.Refused;
                }
            }

            await session.PauseAsync(cancel);
        }
    }

    /// <summary>The queue may not have brought it yet.</summary>
    private static async Task<Sighting> FindAsync(Session session, string id, CancellationToken cancel)
    {
        try
        {
            return new Sighting(await session.Service.GetAsync(JobIds.Path(id), cancel));
        }
        catch (ServiceException e) when (e.Status is HttpStatusCode.NotFound)
        {
            return new Sighting(null);
        }
    }

    private static TimelineEntry? Tell(Session session, JobView job, TimelineEntry? last)
    {
        foreach (var entry in (job.Timeline ?? []).Where(e => e.Version > (last?.Version ?? 0)))
        {
            session.Line(Timeline.Line(entry, last, session.Times));
            last = entry;
        }

        return last;
    }

    private static void End(Session session, Answer answer, JobView job)
    {
        if (session.Json)
        {
            session.WriteRaw(answer.Body);
            return;
        }

        var reason = job.Error?.Reason is { } word ? $"  [red]{Words.Plain(word)}[/]" : "";
        session.Line($"{Words.State(job.State)}  [bold]{Words.Plain(job.Id)}[/]{reason}");
        if (job.Error?.Message is { } message)
        {
            session.Line($"  {Words.Plain(message)}");
        }
    }

    /// <summary>The service answered; the job may not be there yet.</summary>
    private sealed record Sighting(Answer? Job);
}
