using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;
using Spectre.Console;

namespace JobWorker.Cli.Commands.Many;

/// <summary>A bulk operation of the service: asked for, begun, watched to its end, and stopped by Ctrl-C.</summary>
internal static class BulkChange
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether somebody who sees how many jobs it is about says yes.</summary>
    /// <exception cref="UsageException">Nobody can be asked.</exception>
    public static async Task<bool> AgreedAsync(Session session, ChangeVerb verb, JobFilter filter, CancellationToken cancel)
    {
        if (!session.Terminal.CanAsk)
        {
            throw new UsageException($"{verb.Name} with a filter needs --yes where nobody can be asked.");
        }

        var page = await Selection.PageAsync(session.Service, filter, Selection.MaxPage, null, cancel);
        var count = page.Next is null ? Words.Count(page.Jobs.Count, "job") : $"more than {page.Jobs.Count} jobs";
        var yes = await session.Terminal.ConfirmAsync(
            $"{verb.Title} [bold]{count}[/] ({Words.Plain(filter.ToString())})?", cancel);
        if (!yes)
        {
            session.Note("[dim]Nothing was done.[/]");
        }

        return yes;
    }

    /// <summary>Begins it and stays until it ends.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="verb">What is done.</param>
    /// <param name="filter">To which jobs.</param>
    /// <param name="url">Where callbacks go from now on; none: where they went before.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>0 only where every job that matched was changed.</returns>
    public static async Task<int> RunAsync(
        Session session, ChangeVerb verb, JobFilter filter, string? url, CancellationToken cancel)
    {
        using var body = ServiceClient.Json(
            JsonSerializer.SerializeToUtf8Bytes(new { verb = verb.Name, filter, url }, ServiceClient.Format));
        var begun = await session.Service.SendAsync(HttpMethod.Post, "api/operations", body, cancel);
        var path = $"api/operations/{Uri.EscapeDataString(begun.As<OperationView>().Id)}";
        try
        {
            return Tell(session, verb, await EndAsync(session, verb, begun, path, cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            using var timer = new CancellationTokenSource(StopTimeout);
            await StopAsync(session, path, timer.Token);
            Tell(session, verb, await session.Service.GetAsync(path, timer.Token));

            return ExitCode.Interrupted;
        }
    }

    private static async Task StopAsync(Session session, string path, CancellationToken cancel)
    {
        try
        {
            await session.Service.SendAsync(HttpMethod.Delete, path, null, cancel);
        }
        catch (ServiceException e) when (e.IsRefusal)
        {
            // It has ended by itself.
        }
    }

    private static int Tell(Session session, ChangeVerb verb, Answer answer)
    {
        session.Tell<OperationView>(answer, operation => BulkPage.Of(operation, verb.Past));
        var operation = answer.As<OperationView>();

        return operation.Refused + operation.Failed > 0 || operation.IsStopped ? ExitCode.Refused : ExitCode.Ok;
    }

    /// <summary>Shows how far it is where somebody looks on.</summary>
    private static Task<Answer> EndAsync(
        Session session, ChangeVerb verb, Answer begun, string path, CancellationToken cancel)
    {
        if (!session.Terminal.Error.Profile.Capabilities.Interactive)
        {
            return WatchAsync(session, begun, path, _ => { }, cancel);
        }

        return session.Terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { CompletedStyle = Style.Parse("yellow") }, new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask(verb.Doing);

                return WatchAsync(session, begun, path, operation =>
                {
                    bar.MaxValue = Math.Max(1, operation.Matched);
                    bar.Value = operation.Done + operation.Refused + operation.Failed;
                    bar.Description = operation.Matched == 0 ? verb.Doing : $"{verb.Doing} {bar.Value} of {operation.Matched}";
                }, cancel);
            });
    }

    private static async Task<Answer> WatchAsync(
        Session session, Answer begun, string path, Action<OperationView> show, CancellationToken cancel)
    {
        var patience = new Patience(session);
        var answer = begun;
        while (answer.As<OperationView>() is { IsRunning: true } operation)
        {
            show(operation);
            await session.PauseAsync(cancel);
            answer = await patience.AskAsync(() => session.Service.GetAsync(path, cancel)) ?? answer;
        }

        return answer;
    }
}
