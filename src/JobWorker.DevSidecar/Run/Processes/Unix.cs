using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace JobWorker.DevSidecar.Run.Processes;

/// <summary>Signals, and a process group for each child, where the system has them.</summary>
internal static class Unix
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    /// <summary><c>setsid</c>, which gives a program a process group of its own; none where it is missing.</summary>
    /// <remarks>
    /// Without it a Ctrl-C in the terminal reaches apps and sidecars at once, and an app could not say goodbye through
    /// its sidecar. With it a signal also reaches what a shell script has started.
    /// </remarks>
    public static string? SetSid { get; } = Find("setsid");

    /// <summary>Asks a process, and its group, to end.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            Signal(process, SigTerm);
        }
    }

    /// <summary>Ends a process with all it has started and what of its group outlived it.</summary>
    public static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            Signal(process, SigKill);
        }
    }

    /// <summary>A program of the search path; none where it is not there.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>To the group; to the process alone where it has none (yet).</summary>
    /// <remarks>Not to a process that ended: its id may be another's by now.</remarks>
    private static void Signal(Process process, int signal)
    {
        var sent = SetSid is not null && SendSignal(-process.Id, signal) == 0;
        if (!sent && !process.HasExited)
        {
            _ = SendSignal(process.Id, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Two numbers need no generated marshalling.")]
    private static extern int SendSignal(int pid, int signal);
}
