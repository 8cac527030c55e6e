using JobWorker.Benchmarks.Sidecars.Load;
using JobWorker.Benchmarks.Sidecars.Scene;

namespace JobWorker.Benchmarks.Sidecars;

/// <summary>What one call costs through the sidecar, against the same without it.</summary>
internal static class Calls
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(700);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var scene = await SidecarScene.StartAsync(options);
        var cells = Operation.All(scene)
            .Where(operation => options.Of is null || operation.Name == options.Of)
            .SelectMany(operation => (options.Connections ?? [1, 16, 64]).Select(connections => new Cell(operation, connections, scene)))
            .ToList();
        if (cells.Count == 0)
        {
            var names = Operation.All(scene).Select(operation => operation.Name);
            throw new FormatException($"--of: must be {string.Join(" or ", names)}, not {options.Of}");
        }

        foreach (var cell in cells.DistinctBy(cell => cell.Operation))
        {
            await cell.MeasureAsync(WarmUp);
            cell.Forget();
        }

        // In turn, so that whatever else the machine does falls on all.
        foreach (var cell in Enumerable.Repeat(cells, options.Runs ?? 3).SelectMany(round => round))
        {
            await cell.MeasureAsync(TimeSpan.FromMilliseconds(options.Milliseconds));
        }

        Console.WriteLine("p50 / p99 ms and calls/s, medians of the runs; CPU µs a call in the sidecar");
        var heads = scene.Sides.Select(side => $"{side.Name} | ratio p50 | CPU");
        Console.WriteLine($"| operation | connections | directly | {string.Join(" | ", heads)} |");
        cells.ForEach(cell => Console.WriteLine(cell.Row()));
    }

    /// <summary>One operation at one number of connections.</summary>
    private sealed class Cell(Operation operation, int connections, SidecarScene scene)
    {
        private readonly List<LoadResult> _direct = [];
        private readonly List<(Side Side, LoadResult Result, double Cpu)> _through = [];

        public Operation Operation => operation;

        public async Task MeasureAsync(TimeSpan time)
        {
            _direct.Add(await LoadRun.RunAsync(operation.Direct, connections, time));
            foreach (var side in scene.Sides)
            {
                var before = ProcessCost.CpuSeconds(side.Sidecar.Id);
                var result = await LoadRun.RunAsync(operation.Through(side), connections, time);
                _through.Add((side, result, ProcessCost.CpuSeconds(side.Sidecar.Id) - before));
            }
        }

        public void Forget()
        {
            _direct.Clear();
            _through.Clear();
        }

        public string Row()
        {
            var sides = scene.Sides.Select(side => _through.Where(one => one.Side == side).ToList()).Select(found =>
                $"{Text(found.Select(one => one.Result))} | {P50(found.Select(one => one.Result)) / P50(_direct):F1} | "
                + $"{1e6 * found.Sum(one => one.Cpu) / found.Sum(one => one.Result.Times.Count):F0}");

            return $"| {operation.Name} | {connections} | {Text(_direct)} | {string.Join(" | ", sides)} |";
        }

        private static string Text(IEnumerable<LoadResult> results)
        {
            var p99 = results.Select(r => r.Times.Percentile(99)).Median();

            return FormattableString.Invariant($"{P50(results):F2} / {p99:F2}, {results.Select(r => r.PerSecond).Median():N0}/s");
        }

        private static double P50(IEnumerable<LoadResult> results) => results.Select(r => r.Times.Median()).Median();
    }
}
