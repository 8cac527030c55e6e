using JobWorker.DevSidecar.Contrib;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Run.Embedded;
using JobWorker.DevSidecar.Run.Processes;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>The sidecar as a process.</summary>
internal static class SidecarCommand
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeforeKill = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a sidecar until <paramref name="cancel"/> fires or somebody asks it to shut down.</summary>
    /// <returns>The exit code: 0, or 1 on failure.</returns>
    public static async Task<int> ExecuteAsync(string[] args, CancellationToken cancel)
    {
        if (args is ["--version" or "-version" or "--build-info"])
        {
            await Console.Out.WriteLineAsync(SidecarStatus.Version);
            return 0;
        }

        ProcessName.Set("daprd");
        try
        {
            var flags = FlagParser.Parse(args);
            using var logs = LoggerFactory.Create(logging => Configure(logging, flags));
            return await RunAsync(flags, logs, cancel);
        }
        catch (Exception e) when (e is FlagException or ResourceException or PortInUseException or EmbeddedRedisException)
        {
            await Console.Error.WriteLineAsync($"jobworker-devsidecar: {e.Message}");
            return 1;
        }
    }

    private static async Task<int> RunAsync(SidecarFlags flags, ILoggerFactory logs, CancellationToken cancel)
    {
        var surroundings = new Surroundings(TimeProvider.System, logs, Environment.GetEnvironmentVariable, ComponentTypes.All);
        var sidecar = await Sidecar.StartAsync(flags, surroundings, cancel);
        var killed = KillOnRequestAsync(sidecar.Status);
        await Task.WhenAny(killed, sidecar.Status.ShutdownRequested.Task, Task.Delay(Timeout.Infinite, cancel));
        try
        {
            var limit = (2 * flags.GracefulShutdown) + flags.BlockShutdown + Margin;
            await sidecar.DisposeAsync().AsTask().WaitAsync(limit, CancellationToken.None);
            return 0;
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync("jobworker-devsidecar: did not stop in the graceful time and was ended.");
            return 1;
        }
    }

    /// <summary>Ends the process as soon as somebody asks for that, even while it is stopping.</summary>
    private static async Task KillOnRequestAsync(SidecarStatus status)
    {
        await status.KillRequested.Task;
        await Task.Delay(BeforeKill);
        Environment.Exit(1);
    }

    private static void Configure(ILoggingBuilder logging, SidecarFlags flags) => logging
        .SetMinimumLevel(flags.LogLevel)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
}
