using System.Diagnostics;

namespace JobWorker.DevSidecar.Run.Processes;

/// <summary>What to start.</summary>
/// <param name="Program">A path, or a name from the search path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Env">Added to the runner's own environment.</param>
internal sealed record Launch(
    string Program, IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string> Env)
{
    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}

/// <summary>A process of ours whose every line of output goes to one place.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process, Action<string> onLine)
    {
        _process = process;
        var output = Task.WhenAll(PumpAsync(process.StandardOutput, onLine), PumpAsync(process.StandardError, onLine));
        Exited = EndAsync(output);
    }

    public int Id => _process.Id;

    /// <summary>Ends with the exit code, once the output has been read.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="RunException">The program cannot be started.</exception>
    public static ChildProcess Start(Launch launch, Action<string> onLine)
    {
        var info = new ProcessStartInfo
        {
            FileName = Unix.SetSid ?? launch.Program,
            WorkingDirectory = launch.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Unix.SetSid is null ? launch.Arguments : [Existing(launch), .. launch.Arguments])
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in launch.Env)
        {
            info.Environment[name] = value;
        }

        return new ChildProcess(StartProcess(info, launch), onLine);
    }

    public void Terminate() => Unix.Terminate(_process);

    public void Kill() => Unix.Kill(_process);

    public void Dispose() => _process.Dispose();

    private static Process StartProcess(ProcessStartInfo info, Launch launch)
    {
        try
        {
            var process = Process.Start(info)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new RunException($"'{launch.Program}' cannot be started in {launch.Folder}: {e.Message}", e);
        }
    }

    /// <summary>Says beforehand that a program is missing, for <c>setsid</c> would only end with 127.</summary>
    private static string Existing(Launch launch)
    {
        var found = launch.Program.Contains('/')
            ? Path.GetFullPath(launch.Program, launch.Folder)
            : Unix.Find(launch.Program);

        return found is not null && File.Exists(found)
            ? found
            : throw new RunException($"'{launch.Program}' cannot be started in {launch.Folder}: there is no such program.");
    }

    private async Task<int> EndAsync(Task output)
    {
        await _process.WaitForExitAsync();

        // A grandchild may hold the pipe open for ever; what it says after this process ended is not waited for.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromMilliseconds(200)));
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was disposed while a grandchild still held its output.
        }
    }
}
