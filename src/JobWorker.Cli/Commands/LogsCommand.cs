using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs logs</c>: what a job's newest pod wrote.</summary>
internal static class LogsCommand
{
    public static Command Of(CommonOptions common)
    {
        var id = JobIds.One();
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on until the container ends." };
        var tail = new Option<int?>("--tail")
        {
            Description = "Lines from the end; otherwise all.",
            HelpName = "N",
            CustomParser = ParseTail,
        };
        var container = new Option<string?>("--container", "-c")
        {
            Description = "Which container; otherwise the service's own.",
            HelpName = "NAME",
        };
        var command = new Command("logs", "The log of a job's newest pod.") { id, follow, tail, container };
        common.Run(command, async (session, parse, cancel) =>
        {
            var query = string.Join('&', Pairs(parse.GetValue(follow), parse.GetValue(tail), parse.GetValue(container)));
            var path = JobIds.Path(parse.GetRequiredValue(id), query.Length == 0 ? "/logs" : $"/logs?{query}");
            using var response = await session.Service.StreamAsync(path, cancel);
            await using var log = await response.Content.ReadAsStreamAsync(cancel);
            await session.Service.GuardAsync(
                async () =>
                {
                    await (session.Json ? LinesAsync(log, session, cancel) : CopyAsync(log, session.Terminal.Raw, cancel));
                    return true;
                },
                cancel);

            return ExitCode.Ok;
        });

        return command;
    }

    private static IEnumerable<string> Pairs(bool follow, int? tail, string? container)
    {
        if (follow)
        {
            yield return "follow=true";
        }

        if (tail is { } lines)
        {
            yield return $"tailLines={lines}";
        }

        if (container is not null)
        {
            yield return $"container={Uri.EscapeDataString(container)}";
        }
    }

    /// <summary>As it is, as soon as it comes.</summary>
    private static async Task CopyAsync(Stream log, Stream to, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await log.ReadAsync(buffer, cancel)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            await to.FlushAsync(cancel);
        }
    }

    private static async Task LinesAsync(Stream log, Session session, CancellationToken cancel)
    {
        using var reader = new StreamReader(log, leaveOpen: true);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            session.Write(new { line });
        }
    }

    private static int? ParseTail(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines))
        {
            return lines;
        }

        result.AddError($"--tail must be a whole number from 0; '{text}' is not.");

        return null;
    }
}
