using JobWorker.DevSidecar.Run.Dotnet;
using JobWorker.DevSidecar.Run.Embedded;
using JobWorker.DevSidecar.Run.Processes;
using JobWorker.DevSidecar.Run.Sidecars;
using JobWorker.DevSidecar.Run.Template;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Run;

/// <summary>Runs the apps of one run file until they end or somebody stops them.</summary>
/// <param name="template">The run file.</param>
/// <param name="options">The arguments.</param>
/// <param name="sidecarCommand">Program and first arguments of a sidecar.</param>
/// <param name="http">Reaches the sidecars.</param>
/// <param name="output">What people see.</param>
/// <param name="stopTimes">How long children may take to end.</param>
internal sealed class Runner(
    RunTemplate template,
    RunOptions options,
    IReadOnlyList<string> sidecarCommand,
    HttpClient http,
    RunOutput output,
    StopTimes stopTimes)
{
    private const int FirstEmbeddedPort = 6380;

    /// <summary>Returns 0 when stopped, and, when all apps have ended by themselves, 0 only if each ended with 0.</summary>
    /// <exception cref="RunException">Something could not be started; what had started is stopped again.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        foreach (var warning in template.Warnings)
        {
            output.Say(warning);
        }

        try
        {
            var apps = await new DotnetBuilder(output).PrepareAsync(PortPlan.Assign(template.Apps), stop);
            await using var redis = await StartRedisAsync(stop);
            using var watchdog = new Watchdog();
            var api = new SidecarApi(http, TimeProvider.System);
            var scene = new RunScene(template, sidecarCommand, redis?.Address, api, output, watchdog, stopTimes);

            return await RunAsync(apps, scene, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Say("stopped");
            return 0;
        }
    }

    private async Task<int> RunAsync(IReadOnlyList<RunApp> apps, RunScene scene, CancellationToken stop)
    {
        List<AppRun> runs = [];
        try
        {
            foreach (var app in apps)
            {
                var run = new AppRun(app, scene, Log("APP", app, runs.Count), Log("SIDECAR", app, runs.Count));
                runs.Add(run);
                await run.StartAsync(stop);
            }

            output.Say($"{template.Name}: {string.Join(", ", apps.Select(app => app.Id))} started; Ctrl-C stops");
            var codes = await Task.WhenAll(runs.Select(run => run.Finished)).WaitAsync(stop);
            output.Say("all apps have ended");
            return codes.All(code => code == 0) ? 0 : 1;
        }
        finally
        {
            await Task.WhenAll(runs.Select(run => run.StopAsync()));
            runs.ForEach(run => run.Dispose());
        }
    }

    private LineSink Log(string kind, RunApp app, int number)
    {
        var isApp = kind == "APP";
        var destination = isApp ? app.Get("appLogDestination", "fileAndConsole") : app.Get("daprdLogDestination", "file");
        var file = Path.Combine(template.DataPath, "logs", isApp ? $"{app.Id}.log" : $"{app.Id}-sidecar.log");

        return output.Open(kind, app.Id, number, destination, file);
    }

    private async Task<EmbeddedRedis?> StartRedisAsync(CancellationToken cancel)
    {
        if (!options.Embedded)
        {
            return null;
        }

        try
        {
            var folder = Path.Combine(template.DataPath, "redis");
            var redis = await EmbeddedRedis.StartAsync(
                folder, options.EmbeddedPort ?? PortPlan.FirstFree(FirstEmbeddedPort),
                NullLoggerFactory.Instance, TimeProvider.System, cancel);
            output.Say($"Redis (embedded) at {redis.Address}, data in {folder}");
            return redis;
        }
        catch (EmbeddedRedisException e)
        {
            throw new RunException(e.Message, e);
        }
    }
}
