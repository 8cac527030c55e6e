using System.CommandLine;
using System.Text;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Screen.Callbacks;
using JobWorker.Core.Callbacks.Receiving;

namespace JobWorker.Cli.Commands.Callbacks;

/// <summary><c>check-log</c>: what a receiver's own log proves. Asks no service.</summary>
internal static class CheckLogCommand
{
    private const string StandardInput = "-";
    private const string SecretVariable = "JOBWORKER_WEBHOOK_SECRET";

    public static Command Of(CommonOptions common)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A line of JSON for each callback that was received: its headers and body; - for standard input.",
        };
        var secret = new Option<string?>("--secret")
        {
            Description = $"Checks signatures: whsec_ and base64. Otherwise {SecretVariable}, which no process list shows.",
            HelpName = "SECRET",
        };
        var command = new Command("check-log", "Whether a receiver's log has every callback, in order, from us; 1 where not.")
        {
            file,
            secret,
        };
        common.Run(command, async (session, parse, cancel) =>
        {
            var key = parse.GetValue(secret) ?? session.Terminal.Variable(SecretVariable);
            var (check, unreadable) = await ReadAsync(parse.GetRequiredValue(file), key, session.Terminal, cancel);
            List<ReceivedJob> jobs = [.. check.Jobs];
            if (session.Json)
            {
                session.Write(new { jobs, unreadable, signatures = key is not null });
            }
            else
            {
                LogPage.Show(session, jobs, unreadable, signatures: key is not null);
            }

            return unreadable.Count == 0 && jobs.All(job => job.Holds) ? ExitCode.Ok : ExitCode.Refused;
        });

        return command;
    }

    /// <exception cref="UsageException">The secret is none, or the file cannot be read.</exception>
    private static async Task<(LogCheck Check, List<UnreadableLine> Unreadable)> ReadAsync(
        string file, string? secret, Terminal terminal, CancellationToken cancel)
    {
        try
        {
            var check = new LogCheck(secret);
            var unreadable = new List<UnreadableLine>();
            using var reader = new StreamReader(file == StandardInput ? terminal.In : File.OpenRead(file), Encoding.UTF8);
            for (var line = 1L; await reader.ReadLineAsync(cancel) is { } text; line++)
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    continue;
                }

                if (ReceivedCallback.Read(line, text, out var problem) is { } callback)
                {
                    check.Add(callback);
                }
                else
                {
                    unreadable.Add(new UnreadableLine(line, problem!));
                }
            }

            return (check, unreadable);
        }
        catch (ArgumentException)
        {
            throw new UsageException("--secret must be whsec_ and base64.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"FILE cannot be read: {e.Message}");
        }
    }
}

/// <summary>A line of a log that is no callback.</summary>
internal sealed record UnreadableLine(long Line, string Problem);
