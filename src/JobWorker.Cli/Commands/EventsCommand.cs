using System.CommandLine;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs events</c>: a job's journal.</summary>
internal static class EventsCommand
{
    public static Command Of(CommonOptions common)
    {
        var id = JobIds.One();
        var command = new Command("events", "Every event of a job in full, oldest first.") { id };
        common.Run(command, async (session, parse, cancel) =>
        {
            var answer = await session.Service.GetAsync(JobIds.Path(parse.GetRequiredValue(id), "/events"), cancel);
            session.Tell<RecordedView[]>(answer, events => EventList.Of(events, session.Times));

            return ExitCode.Ok;
        });

        return command;
    }
}
