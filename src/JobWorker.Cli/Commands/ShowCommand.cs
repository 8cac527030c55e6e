using System.CommandLine;
using System.Globalization;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs show</c>: what happened to a job.</summary>
internal static class ShowCommand
{
    public static Command Of(CommonOptions common)
    {
        var id = JobIds.One();
        var at = new Option<string?>("--at")
        {
            Description = "The job as it was: a time, an age such as 2h, or after so many events.",
            HelpName = "TIME|VERSION",
        };
        at.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IsVersion(text) && !Moments.IsMoment(text))
            {
                result.AddError($"--at must be a number of events from 1, or {Moments.Rule}; '{text}' is not.");
            }
        });
        var command = new Command("show", "What happened to a job: state, reason, timeline, callbacks.") { id, at };
        common.Run(command, async (session, parse, cancel) =>
        {
            var path = JobIds.Path(parse.GetRequiredValue(id), At(parse.GetValue(at), session));
            session.Tell<JobView>(await session.Service.GetAsync(path, cancel), job => JobPage.Of(job, session.Times));

            return ExitCode.Ok;
        });

        return command;
    }

    private static string At(string? text, Session session) => text switch
    {
        null => "",
        _ when IsVersion(text) => $"?at={text}",
        _ => $"?at={Uri.EscapeDataString(Moments.Wire(Moments.Parse(text, session.Now, session.Zone)!.Value))}",
    };

    private static bool IsVersion(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0;
}
