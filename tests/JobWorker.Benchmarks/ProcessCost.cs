using System.Globalization;

namespace JobWorker.Benchmarks;

/// <summary>What a process has used, as <c>/proc</c> tells it.</summary>
internal static class ProcessCost
{
    /// <summary>Clock ticks of Linux, per second.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of the process itself, seconds.</summary>
    public static double CpuSeconds(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

        return (Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond;
    }

    /// <summary>Memory the process holds now, MiB.</summary>
    public static double ResidentMiB(int pid) => Status(pid, "VmRSS");

    /// <summary>The most memory it ever held, MiB.</summary>
    public static double PeakMiB(int pid) => Status(pid, "VmHWM");

    /// <summary>CPU seconds of each process of a world, and of this one, which loads it, watches it and is its receiver.</summary>
    public static IReadOnlyDictionary<string, double> CpuOf(World world) =>
        new[] { world.Worker!, world.Sidecar!, world.Cluster!, world.Redis!.Process }
            .Select(p => (Name: p.Name, Id: p.Id))
            .Append((Name: "this process", Id: Environment.ProcessId))
            .ToDictionary(p => p.Name, p => CpuSeconds(p.Id));

    private static double Status(int pid, string field)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];

        return double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024;
    }

    private static double Ticks(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
