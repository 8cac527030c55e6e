using System.Diagnostics;

namespace JobWorker.Benchmarks.Jobs;

/// <summary>Many unfinished jobs at once: one pod runs, the others wait for it.</summary>
internal static class Live
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, HandsOutSoon = false, MaxPods = 1 });
        var worker = world.Worker!.Id;
        Console.WriteLine($"idle: worker {ProcessCost.ResidentMiB(worker):F0} MiB");
        var batch = new Batch(world, webhook: false, "/bin/sleep", "3600");
        var clock = Stopwatch.StartNew();
        batch.Send(options.Messages ?? 10_000);
        await batch.ReachAsync("Created", before: 0);
        Console.WriteLine($"{batch.Count} Jobs created in {clock.Elapsed.TotalSeconds:F0} s: {Memory(world)}");
        await Task.Delay(Quiet);
        Console.WriteLine($"{Quiet.TotalSeconds} s later: {Memory(world)}");
    }

    private static string Memory(World world) =>
        $"worker {ProcessCost.ResidentMiB(world.Worker!.Id):F0} MiB (peak {ProcessCost.PeakMiB(world.Worker.Id):F0} MiB), "
        + $"sidecar {ProcessCost.ResidentMiB(world.Sidecar!.Id):F0} MiB, "
        + $"cluster {ProcessCost.ResidentMiB(world.Cluster!.Id):F0} MiB";
}
