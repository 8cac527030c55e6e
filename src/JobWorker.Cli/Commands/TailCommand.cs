using System.CommandLine;
using System.Text;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands;

/// <summary><c>jobs tail</c>: changes of all jobs as they happen.</summary>
internal static class TailCommand
{
    public static Command Of(CommonOptions common)
    {
        var command = new Command("tail", "Changes of jobs as they happen, until Ctrl-C.");
        var filter = new FilterOptions().AddTo(command, times: false);
        common.Run(command, (session, parse, cancel) =>
            TailAsync(session, filter.Of(parse, session.Now, session.Zone).Query(), cancel));

        return command;
    }

    /// <summary>Never ends by itself: what breaks off is taken up again until the service is away too long.</summary>
    private static async Task<int> TailAsync(Session session, string query, CancellationToken cancel)
    {
        var patience = new Patience(session);
        var path = query.Length == 0 ? "api/jobs/changes" : $"api/jobs/changes?{query}";
        var (begun, told) = (false, false);
        while (true)
        {
            try
            {
                using var response = await session.Service.StreamAsync(path, cancel);
                patience.Renew();
                (begun, told) = (true, false);
                await foreach (var change in session.Service.EventsAsync(response, cancel))
                {
                    Show(session, change);
                }
            }
            catch (ServiceException e) when (begun && patience.Bears(e))
            {
                // Below: it is tried again.
            }

            if (!told)
            {
                session.Note("[yellow]![/] [dim]The stream broke off; trying again. Changes in between are not shown.[/]");
                told = true;
            }

            await session.PauseAsync(cancel);
        }
    }

    private static void Show(Session session, string change)
    {
        var json = Encoding.UTF8.GetBytes(change);
        if (session.Json)
        {
            session.WriteRaw(json);
        }
        else
        {
            session.Line(JobList.Line(Answer.Read<JobEntry>(json, session.Service.Server), session.Times));
        }
    }
}
