using System.Reflection;
using System.Runtime.InteropServices;
using JobWorker.DevSidecar.Run.Processes;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run;

/// <summary><c>run -f dapr.yaml</c>: the apps of a run file, each with a development sidecar.</summary>
internal static class RunCommand
{
    /// <summary>Runs until the apps end, or <paramref name="cancel"/>, Ctrl-C or SIGTERM. 1 when the run cannot start.</summary>
    public static async Task<int> ExecuteAsync(string[] args, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        PosixSignalRegistration[] signals =
        [
            .. from signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
               select PosixSignalRegistration.Create(signal, context =>
               {
                   context.Cancel = true;
                   stop.Cancel();
               }),
        ];

        try
        {
            var options = RunOptions.Parse(args);
            ProcessName.Set("dapr");
            var template = RunTemplateReader.Read(options.File, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
            var runner = new Runner(template, options, SidecarCommand(), http, Output(template), StopTimes.Usual);
            return await runner.RunAsync(stop.Token);
        }
        catch (RunException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        finally
        {
            Array.ForEach(signals, signal => signal.Dispose());
        }
    }

    /// <summary>This program again: by itself, or by way of <c>dotnet</c> where that runs it.</summary>
    private static string[] SidecarCommand()
    {
        var self = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(self) != "dotnet")
        {
            return [self];
        }

        // The program beside the assembly: its command line begins as daprd's does.
        var assembly = Assembly.GetExecutingAssembly().Location;
        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program) ? [program] : [self, assembly];
    }

    private static RunOutput Output(RunTemplate template) => new(
        Console.Out,
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        template.Apps.Max(app => RunOutput.Mark("SIDECAR", app.Id).Length));
}
