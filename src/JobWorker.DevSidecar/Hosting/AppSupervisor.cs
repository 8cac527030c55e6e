using JobWorker.DevSidecar.Actors.Placement;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Bindings;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Hosting.Flags;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>Follows the app from its first open port through its ups and downs.</summary>
/// <param name="flags">Where the app is and how its health is asked.</param>
/// <param name="app">The app.</param>
/// <param name="interview">Asks what the app wants.</param>
/// <param name="subscriptions">Run while the app is healthy.</param>
/// <param name="bindings">Read while the app is healthy.</param>
/// <param name="placement">Has actors placed here while the app is healthy.</param>
/// <param name="status">Becomes ready.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told of every change.</param>
internal sealed class AppSupervisor(
    SidecarFlags flags, AppChannel app, AppInterview interview, Subscriptions subscriptions, InputBindings bindings,
    PlacementLoop placement, SidecarStatus status, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan PortPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortLine = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Task _intake = Task.CompletedTask;
    private bool _takesIn;

    /// <summary>Runs until <paramref name="cancel"/> fires.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (flags.AppPort == 0)
        {
            status.Ready = true;
            return;
        }

        app.Healthy = !flags.AppHealthCheck;
        while (true)
        {
            using var line = await WaitForPortAsync(cancel);
            var config = await interview.ConfigAsync(cancel);
            await WaitForHealthAsync(cancel);
            await ServeAsync(config, cancel);
            if (flags.AppHealthCheck)
            {
                await WhileHealthyAsync(cancel);
                await RestAsync();
            }
            else
            {
                await WhileListeningAsync(line, cancel);
            }
        }
    }

    /// <summary>Stops subscriptions and input bindings, then actors.</summary>
    public async Task RestAsync()
    {
        await StopIntakeAsync();
        await placement.LeaveAsync();
        app.Healthy = !flags.AppHealthCheck;
    }

    /// <summary>Takes in no more messages and events; those in flight have the graceful time to end.</summary>
    public Task StopIntakeAsync() => AloneAsync(async () =>
    {
        _takesIn = false;
        await Task.WhenAll(subscriptions.StopAsync(flags.GracefulShutdown), bindings.StopAsync(flags.GracefulShutdown));
    });

    /// <summary>After a reload: what ran on components that have gone stops, what is wanted now starts.</summary>
    public Task RefreshIntakeAsync(CancellationToken cancel) => AloneAsync(async () =>
    {
        if (_takesIn)
        {
            await Task.WhenAll(
                subscriptions.ReplaceAsync(interview.Known, flags.GracefulShutdown),
                bindings.RefreshAsync(flags.GracefulShutdown, cancel));
        }
    });

    /// <summary>One after the other, in the order they were asked for.</summary>
    private Task AloneAsync(Func<Task> work)
    {
        lock (_gate)
        {
            return _intake = AfterAsync(_intake, work);
        }
    }

    private static async Task AfterAsync(Task before, Func<Task> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work();
    }

    private async Task<AppLine> WaitForPortAsync(CancellationToken cancel)
    {
        if (await app.TryOpenLineAsync(cancel) is { } open)
        {
            return open;
        }

        logger.WaitingForApp(flags.AppChannelAddress, flags.AppPort);
        while (true)
        {
            await Task.Delay(PortPause, clock, cancel);
            if (await app.TryOpenLineAsync(cancel) is { } line)
            {
                return line;
            }
        }
    }

    private async Task ServeAsync(AppConfig config, CancellationToken cancel)
    {
        var wanted = await interview.SubscriptionsAsync(cancel);
        await AloneAsync(async () =>
        {
            _takesIn = true;
            await subscriptions.ReplaceAsync(wanted, flags.GracefulShutdown);
            await bindings.StartAsync(cancel);
        });
        await placement.JoinAsync(config, cancel);
        status.Ready = true;
        logger.AppReady(string.Join(", ", config.Actors.Keys));
    }

    /// <summary>Returns when nothing listens any more.</summary>
    /// <remarks>Messages, calls and reminders meanwhile fail and are tried again by their own rules.</remarks>
    private async Task WhileListeningAsync(AppLine line, CancellationToken cancel)
    {
        for (AppLine? open = line; open is not null;)
        {
            var begin = clock.GetTimestamp();
            using (open)
            {
                await open.WaitForEndAsync(cancel);
            }

            // Looked for at once: servers hang up on silent callers, but a port that is closed now was closed by an end.
            open = await app.TryOpenLineAsync(cancel);
            if (open is not null && clock.GetElapsedTime(begin) < ShortLine)
            {
                await Task.Delay(PortPause, clock, cancel);
            }
        }

        logger.AppLost(flags.AppPort);
    }

    private async Task WaitForHealthAsync(CancellationToken cancel)
    {
        if (!flags.AppHealthCheck)
        {
            return;
        }

        while (!await ProbeAsync(cancel))
        {
            await Task.Delay(flags.AppHealthInterval, clock, cancel);
        }

        app.Healthy = true;
        logger.AppHealthy();
    }

    private async Task WhileHealthyAsync(CancellationToken cancel)
    {
        for (var failures = 0; failures < flags.AppHealthThreshold;)
        {
            await Task.Delay(flags.AppHealthInterval, clock, cancel);
            failures = await ProbeAsync(cancel) ? 0 : failures + 1;
        }

        logger.AppUnhealthy();
    }

    private async Task<bool> ProbeAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(flags.AppHealthTimeout);
        try
        {
            var probe = new AppRequest(HttpMethod.Get, flags.AppHealthPath) { EvenUnhealthy = true };
            return (await app.SendAsync(probe, limit.Token)).IsSuccess;
        }
        catch (AppUnreachableException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
