using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JobWorker.DevCluster.Node;

/// <summary>What to run.</summary>
/// <param name="File">Full path of the executable.</param>
/// <param name="Arguments">Without the executable.</param>
/// <param name="Environment">All of it: nothing is inherited.</param>
/// <param name="Directory">The working directory; it exists.</param>
internal sealed record ProcessSpec(
    string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Directory);

/// <summary>A process with its own session and process group, whose output goes to a log.</summary>
internal sealed partial class LocalProcess : IDisposable
{
    public const int Term = 15;
    public const int Kill = 9;

    /// <summary>How long descendants that left the group may keep the output open after the process has ended.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private static readonly string? SetSid = Executables.Find("setsid", "/", Executables.DefaultPath).File;

    private readonly Process process;
    private readonly Task output;
    private volatile bool hasExited;

    private LocalProcess(Process process, ContainerLog log)
    {
        this.process = process;
        process.StandardInput.Close();
        process.StandardError.Close();
        output = Pump(process.StandardOutput.BaseStream, log);
    }

    public int Id => process.Id;

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system cannot start it.</exception>
    public static LocalProcess Start(ProcessSpec spec, ContainerLog log)
    {
        // The shell joins standard error to standard output, in the order written, and becomes the command.
        string[] wrapper = SetSid is null ? ["/bin/sh"] : [SetSid, "/bin/sh"];
        string[] line = [.. wrapper, "-c", "exec \"$@\" 2>&1", "sh", spec.File, .. spec.Arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = spec.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!, log);
    }

    /// <summary>Waits for the process and its output.</summary>
    /// <returns>0 to 255; 128 and the signal's number where a signal ended it.</returns>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None);
        Signal(Kill);
        hasExited = true;
        try
        {
            await output.WaitAsync(OutputGrace);
        }
        catch (TimeoutException)
        {
            // A daemon that made its own session holds the pipe. It is not the container any more.
        }

        return process.ExitCode;
    }

    /// <summary>Signals the whole group, or the process alone while it has not yet made its group.</summary>
    public void Signal(int signal)
    {
        if (!hasExited && SendSignal(-process.Id, signal) != 0 && !process.HasExited)
        {
            _ = SendSignal(process.Id, signal);
        }
    }

    public void Dispose() => process.Dispose();

    /// <summary>A thread of its own, because reading a pipe blocks and the pool has none to spare.</summary>
    private static Task Pump(Stream from, ContainerLog to)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(Copy, maxStackSize: 256 * 1024) { IsBackground = true, Name = "container output" };
        thread.Start();
        return done.Task;

        void Copy()
        {
            try
            {
                var buffer = new byte[8192];
                for (int read; (read = from.Read(buffer)) > 0;)
                {
                    to.Write(buffer.AsSpan(0, read));
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The pipe or the log's file went away with its container.
            }

            done.SetResult();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
