using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Bindings;
using JobWorker.DevSidecar.Flags;
using JobWorker.DevSidecar.PubSub;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>Follows the app from its first open port through its ups and downs.</summary>
/// <param name="flags">Where the app is and how its health is asked.</param>
/// <param name="app">The app.</param>
/// <param name="interview">Asks what the app wants.</param>
/// <param name="subscriptions">Run while the app is healthy.</param>
/// <param name="bindings">Read while the app is healthy.</param>
/// <param name="actors">Hosted while the app is healthy.</param>
/// <param name="reminders">Fire while actors are hosted.</param>
/// <param name="status">Becomes ready.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told of every change.</param>
internal sealed class AppSupervisor(
    SidecarFlags flags, AppChannel app, AppInterview interview, Subscriptions subscriptions, InputBindings bindings,
    ActorHost actors, ReminderSet reminders, SidecarStatus status, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan PortPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

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
            await WaitForPortAsync(cancel);
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
                await WhileListeningAsync(cancel);
            }
        }
    }

    /// <summary>Stops subscriptions and input bindings, then actors.</summary>
    public async Task RestAsync()
    {
        await StopIntakeAsync();
        reminders.Stop();
        await actors.HaltAsync();
        app.Healthy = !flags.AppHealthCheck;
    }

    /// <summary>Takes in no more messages and events; those in flight have the graceful time to end.</summary>
    public Task StopIntakeAsync() =>
        Task.WhenAll(subscriptions.StopAsync(flags.GracefulShutdown), bindings.StopAsync(flags.GracefulShutdown));

    private async Task WaitForPortAsync(CancellationToken cancel)
    {
        if (await app.IsListeningAsync(cancel))
        {
            return;
        }

        logger.WaitingForApp(flags.AppChannelAddress, flags.AppPort);
        do
        {
            await Task.Delay(PortPause, clock, cancel);
        }
        while (!await app.IsListeningAsync(cancel));
    }

    private async Task ServeAsync(AppConfig config, CancellationToken cancel)
    {
        await subscriptions.ReplaceAsync(await interview.SubscriptionsAsync(cancel), flags.GracefulShutdown);
        await bindings.StartAsync(cancel);
        actors.Host(config);
        reminders.Start(config.Actors.Keys);
        status.Ready = true;
        logger.AppReady(string.Join(", ", config.Actors.Keys));
    }

    /// <summary>Returns when nothing listens any more. Messages, calls and reminders meanwhile fail and are tried again.</summary>
    private async Task WhileListeningAsync(CancellationToken cancel)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnLost() => lost.TrySetResult();
        app.Lost += OnLost;
        try
        {
            while (await app.IsListeningAsync(cancel))
            {
                await Task.WhenAny(lost.Task, Task.Delay(LookPause, clock, cancel));
                cancel.ThrowIfCancellationRequested();
                if (lost.Task.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            app.Lost -= OnLost;
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
