using System.Globalization;
using JobWorker.DevSidecar.Run.Processes;
using JobWorker.DevSidecar.Run.Sidecars;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run;

/// <summary>One app and its sidecar, from start to end.</summary>
internal sealed class AppRun(RunApp app, RunScene scene, LineSink appLog, LineSink sidecarLog) : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Last = TimeSpan.FromMilliseconds(400);

    private ChildProcess? _sidecar;
    private ChildProcess? _app;
    private volatile bool _stopping;

    /// <summary>Ends when the app (or, where there is none, the sidecar) has ended by itself, with its exit code.</summary>
    public Task<int> Finished { get; private set; } = Task.FromResult(0);

    /// <summary>Starts the sidecar, waits until it can be called, and starts the app.</summary>
    /// <exception cref="RunException">One of them does not start.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var flags = SidecarArguments.For(app, scene.Template.DataPath, scene.EmbeddedRedis);
        var launch = new Launch(scene.SidecarCommand[0], [.. scene.SidecarCommand.Skip(1), .. flags], app.Folder, SidecarArguments.Defaults(app));
        scene.Output.Say($"{app.Id}: starting the sidecar at http://127.0.0.1:{app.Get("daprHTTPPort")}{Where(sidecarLog)}");
        _sidecar = Start(launch, sidecarLog);
        await WaitForSidecarAsync(_sidecar, cancel);

        if (app.Command.Count > 0)
        {
            var command = new Launch(app.Command[0], [.. app.Command.Skip(1)], app.Folder, SidecarArguments.Environment(app));
            scene.Output.Say($"{app.Id}: starting {command}{Where(appLog)}");
            _app = Start(command, appLog);
        }

        Finished = FollowAsync(_sidecar, _app);
        await DescribeAsync(cancel);
    }

    /// <summary>Ends both: the app first, so that it can say goodbye through its sidecar.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        _app?.Terminate();
        await WithinAsync(scene.StopTimes.App, _app);
        _sidecar?.Terminate();
        await WithinAsync(scene.StopTimes.All - scene.StopTimes.App, _app, _sidecar);
        _app?.Kill();
        _sidecar?.Kill();
        await WithinAsync(Last, _app, _sidecar);
    }

    public void Dispose()
    {
        _app?.Dispose();
        _sidecar?.Dispose();
        appLog.Dispose();
        sidecarLog.Dispose();
    }

    private ChildProcess Start(Launch launch, LineSink log)
    {
        var child = ChildProcess.Start(launch, log.Write);
        scene.Watchdog.Watch(child);
        return child;
    }

    private async Task WaitForSidecarAsync(ChildProcess sidecar, CancellationToken cancel)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        giveUp.CancelAfter(ReadyLimit);
        var ready = scene.Api.WaitUntilReadyAsync(app, giveUp.Token);
        if (await Task.WhenAny(ready, sidecar.Exited) == sidecar.Exited)
        {
            await giveUp.CancelAsync();
            await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new RunException(
                $"{app.Id}: the sidecar ended with code {await sidecar.Exited}:\n{sidecarLog.LastText}");
        }

        try
        {
            await ready;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RunException(
                $"{app.Id}: the sidecar was not ready after {ReadyLimit.TotalSeconds:0} s:\n{sidecarLog.LastText}");
        }
    }

    /// <summary>Shows in the sidecar's metadata what the Dapr CLI shows there.</summary>
    private async Task DescribeAsync(CancellationToken cancel)
    {
        (string Key, string? Value)[] facts =
        [
            ("cliPID", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
            ("appPID", _app?.Id.ToString(CultureInfo.InvariantCulture)),
            ("appCommand", string.Join(' ', app.Command)),
            ("runTemplatePath", scene.Template.Path),
            ("runTemplateName", scene.Template.Name),
            ("appLogPath", appLog.File),
            ("daprdLogPath", sidecarLog.File),
        ];
        foreach (var (key, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            await scene.Api.DescribeAsync(app, key, value!, cancel);
        }
    }

    private async Task<int> FollowAsync(ChildProcess sidecar, ChildProcess? program)
    {
        if (program is null)
        {
            return await SidecarEndAsync(sidecar);
        }

        if (await Task.WhenAny(sidecar.Exited, program.Exited) == sidecar.Exited)
        {
            await SidecarEndAsync(sidecar);
        }

        var code = await program.Exited;
        if (!_stopping)
        {
            scene.Output.Say($"{app.Id}: the app ended with code {code}; stopping its sidecar, the others go on");
            sidecar.Terminate();
            await WithinAsync(scene.StopTimes.All - scene.StopTimes.App, sidecar);
            sidecar.Kill();
        }

        return code;
    }

    private async Task<int> SidecarEndAsync(ChildProcess sidecar)
    {
        var code = await sidecar.Exited;
        if (!_stopping)
        {
            scene.Output.Say(
                $"{app.Id}: the sidecar ended with code {code}; the app goes on without it\n{sidecarLog.LastText}");
        }

        return code;
    }

    private static async Task WithinAsync(TimeSpan time, params ChildProcess?[] children) =>
        await Task.WhenAny(Task.WhenAll(children.OfType<ChildProcess>().Select(child => child.Exited)), Task.Delay(time));

    private static string Where(LineSink log) => log.File is null ? "" : $" (log: {log.File})";
}
