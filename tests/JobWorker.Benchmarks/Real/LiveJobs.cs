using System.Diagnostics;

namespace JobWorker.Benchmarks.Real;

/// <summary>The worker's memory with many unfinished Jobs, and how soon it is at work again after a restart.</summary>
internal static class LiveJobs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(BenchmarkOptions options, ApiServer api)
    {
        var count = options.Messages ?? 10_000;
        await using var side = await RealSide.StartAsync("bench-own", api);
        var world = side.World;
        Console.WriteLine($"idle: worker {ProcessCost.ResidentMiB(world.Worker!.Id):F0} MiB");
        var clock = Stopwatch.StartNew();
        side.Send(RealSide.Messages(side.Space, count));
        await side.TakenAsync(side.Sent);
        Console.WriteLine($"{count} Jobs created in {clock.Elapsed.TotalSeconds:F0} s: worker {Memory(world)}");
        await QuietAsync(world);
        Console.WriteLine($"quiet after {clock.Elapsed.TotalSeconds:F0} s: worker {Memory(world)}");
        List<(double Ready, double Live, double Quiet)> runs = [];
        for (var run = 1; run <= (options.Runs ?? 5); run++)
        {
            await world.Worker!.SignalAsync("TERM");
            await world.Worker.EndsWithinAsync(Patience);
            clock.Restart();
            world.StartWorker();
            await world.WaitForWorkerAsync();
            var ready = clock.Elapsed.TotalSeconds;
            await world.WaitAsync("the watch to know every Job", Patience, async () =>
                await world.Api.MetricAsync("jobworker_live_jobs") >= count ? world : null);
            var live = clock.Elapsed.TotalSeconds;
            await QuietAsync(world);
            runs.Add((ready, live, clock.Elapsed.TotalSeconds));
            Console.WriteLine(
                $"restart {run}: ready after {ready:F1} s, every Job known after {live:F1} s, every job told after "
                + $"{runs[^1].Quiet:F1} s; worker {Memory(world)}");
        }

        Console.WriteLine(
            $"median: ready after {runs.Select(r => r.Ready).Median():F1} s, every Job known after "
            + $"{runs.Select(r => r.Live).Median():F1} s, every job told after {runs.Select(r => r.Quiet).Median():F1} s");
        await api.ClearAsync(side.Space);
    }

    /// <summary>Returns once the worker has little left to do: a tenth of one processor over a second.</summary>
    private static async Task QuietAsync(World world)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        for (var used = double.MaxValue; used > 0.1 && TimeProvider.System.GetUtcNow() < until;)
        {
            var before = ProcessCost.CpuSeconds(world.Worker!.Id);
            await Task.Delay(1000);
            used = ProcessCost.CpuSeconds(world.Worker.Id) - before;
        }
    }

    private static string Memory(World world) =>
        $"{ProcessCost.ResidentMiB(world.Worker!.Id):F0} MiB (peak {ProcessCost.PeakMiB(world.Worker.Id):F0} MiB), "
        + $"sidecar {ProcessCost.ResidentMiB(world.Sidecar!.Id):F0} MiB";
}
