using System.CommandLine;
using System.Globalization;
using System.Text;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Receiving;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Screen.Callbacks;

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
        var secret = new Option<string[]>("--secret", "--key")
        {
            Description = "Checks signatures: whsec_ or whpk_ and base64, of which one must fit; "
                + $"several with commas or by repeating it. Otherwise {SecretVariable}, which no process list shows.",
            HelpName = "KEY",
        };
        var command = new Command("check-log", "Whether a receiver's log has every callback, in order, from us; 1 where not.")
        {
            file,
            secret,
        };
        common.Run(command, async (session, parse, cancel) =>
        {
            var keys = KeysOf(parse.GetValue(secret), session.Terminal);
            var (check, unreadable) = await ReadAsync(parse.GetRequiredValue(file), keys, session.Terminal, cancel);
            List<ReceivedJob> jobs = [.. check.Jobs];
            if (session.Json)
            {
                session.Write(new { jobs, unreadable, signatures = keys.Count > 0 });
            }
            else
            {
                LogPage.Show(session, jobs, unreadable, signatures: keys.Count > 0);
            }

            return unreadable.Count == 0 && jobs.All(job => job.Holds) ? ExitCode.Ok : ExitCode.Refused;
        });

        return command;
    }

    /// <summary>Keys go by where they stand, so that what is wrong with one can be said without showing it.</summary>
    /// <exception cref="UsageException">A key is none.</exception>
    private static List<VerificationKey> KeysOf(string[]? options, Terminal terminal)
    {
        const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var (name, given) = options is [_, ..]
            ? ("--secret", options)
            : (SecretVariable, [terminal.Variable(SecretVariable) ?? ""]);
        var texts = given.SelectMany(text => text.Split([',', ' ', '\n'], Tidy)).ToList();
        if (texts.Count == 0 && options is [_, ..])
        {
            throw new UsageException($"{name} has no key.");
        }

        return
        [
            .. texts.Select((text, i) => VerificationKey.Parse(text, out var problem)
                ?? throw new UsageException($"{name}{(texts.Count > 1 ? Place(i) : "")}: {problem}.")),
        ];

        static string Place(int index) => string.Create(CultureInfo.InvariantCulture, $", key {index + 1}");
    }

    /// <exception cref="UsageException">The file cannot be read.</exception>
    private static async Task<(LogCheck Check, List<UnreadableLine> Unreadable)> ReadAsync(
        string file, List<VerificationKey> keys, Terminal terminal, CancellationToken cancel)
    {
        try
        {
            var check = new LogCheck(keys);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"FILE cannot be read: {e.Message}");
        }
    }
}

/// <summary>A line of a log that is no callback.</summary>
internal sealed record UnreadableLine(long Line, string Problem);
