namespace JobWorker.Benchmarks.Real;

/// <summary>Processor time of every process that takes part, this one as <c>load</c> among them.</summary>
/// <param name="others">Processes that were there before: the cluster's, by name.</param>
internal sealed class Cpu(IReadOnlyDictionary<string, int> others)
{
    /// <summary>Seconds used so far, by process; those of <paramref name="side"/> too, where there is one.</summary>
    public IReadOnlyDictionary<string, double> Read(RealSide? side)
    {
        var pids = new Dictionary<string, int>(others) { ["load"] = Environment.ProcessId };
        if (side?.World is { } world)
        {
            pids["worker"] = world.Worker!.Id;
            pids["sidecar"] = world.Sidecar!.Id;
            pids["redis"] = world.Redis!.Process.Id;
        }

        return pids.ToDictionary(p => p.Key, p => ProcessCost.CpuSeconds(p.Value));
    }

    /// <summary>What each has used since <paramref name="before"/>, milliseconds for each of <paramref name="count"/>.</summary>
    public IReadOnlyDictionary<string, double> Since(IReadOnlyDictionary<string, double> before, RealSide? side, int count) =>
        Read(side).ToDictionary(c => c.Key, c => (c.Value - before[c.Key]) * 1000 / count);

    /// <summary>For people, the medians of several.</summary>
    public static string Tell(IReadOnlyCollection<IReadOnlyDictionary<string, double>> runs) => string.Join(
        ", ",
        runs.First().Keys.Select(name => $"{name} {runs.Select(r => r[name]).Median():F2}"));
}
