using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>A process that can be recognised, and its end noticed, by others on its machine.</summary>
/// <param name="Machine">The machine since its last start; in a container, that container.</param>
/// <param name="Id">The process id.</param>
/// <param name="Started">When it started, to tell it from a later one with the same id.</param>
internal sealed record HostProcess(string Machine, int Id, string Started)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";
    private const string PidSpace = "/proc/self/ns/pid";

    public static HostProcess Current { get; } =
        new(MachineName(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? "");

    /// <summary>Whether it is known to have ended: true only on its own machine.</summary>
    public bool IsGone() => Machine == Current.Machine && this != Current && StartOf(Id) != Started;

    private static string MachineName()
    {
        var name = Environment.MachineName;
        return OperatingSystem.IsLinux() && File.Exists(BootFile)
            ? $"{name} {File.ReadAllText(BootFile).Trim()} {new FileInfo(PidSpace).LinkTarget}"
            : name;
    }

    /// <summary>None where there is no such process, or only what its parent has not yet taken note of.</summary>
    private static string? StartOf(int id)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(id);
                return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            }

            // The name, in brackets, may contain anything; behind it come the state and, 19 fields on, the start.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
