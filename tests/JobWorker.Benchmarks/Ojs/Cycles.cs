using System.Diagnostics;
using JobWorker.Testing.Emulators;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>Enqueue, fetch, acknowledge: how many of these a second, against BullMQ adding and working on the same redis-server.</summary>
internal static class Cycles
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        var concurrency = options.Connections?[0] ?? 64;
        var jobs = options.Messages ?? 5000;
        await using var side = await OjsSide.StartAsync(options.Store);
        await using var bull = EmulatorPackages.Missing is null
            ? await BullMq.StartAsync(side.World.Redis!.Port, concurrency)
            : throw new FormatException(EmulatorPackages.Missing);
        List<(double Ours, double Theirs)> runs = [];
        for (var run = 0; run <= (options.Runs ?? 5); run++)
        {
            // In turn, so that whatever else the machine does falls on both.
            var commands = RedisCommands.Of(side.World);
            var cpu = Cpu(side, bull);
            var ours = await CyclesAsync(side, concurrency, jobs);
            var told = RedisCommands.Told(commands, RedisCommands.Of(side.World), jobs);
            var theirs = await bull.RunAsync(jobs);
            var used = Cpu(side, bull).Zip(cpu, (now, before) => $"{now.Name} {(now.Seconds - before.Seconds) * 1e6 / jobs:F0}");
            Console.WriteLine(
                $"{(run == 0 ? "warm-up" : $"run {run}")}: {ours:F0} cycles/s, BullMQ {theirs:F0}/s, ratio {ours / theirs:F2}; "
                + $"CPU µs a cycle: {string.Join(", ", used)}; Redis commands a cycle: {told}");
            runs.Add((ours, theirs));
        }

        var counted = runs.Skip(1).ToList();
        Console.WriteLine(
            $"median over {options.Store}, {concurrency} at a time: {counted.Select(r => r.Ours).Median():F0} cycles/s, "
            + $"BullMQ {counted.Select(r => r.Theirs).Median():F0}/s, ratio {counted.Select(r => r.Ours / r.Theirs).Median():F2}");
    }

    /// <summary>So many callers, each of which enqueues a job, fetches one and acknowledges it, again and again.</summary>
    internal static async Task<double> CyclesAsync(OjsSide side, int concurrency, int jobs)
    {
        var left = jobs;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await side.EnqueueAsync("cycles");
                var id = await side.FetchAsync("cycles", waitMs: 2000) ?? throw new InvalidOperationException("a job is missing");
                await side.AckAsync(id);
            }
        }));

        return jobs / clock.Elapsed.TotalSeconds;
    }

    private static IReadOnlyList<(string Name, double Seconds)> Cpu(OjsSide side, BullMq bull) =>
    [
        ("worker", ProcessCost.CpuSeconds(side.World.Worker!.Id)),
        ("sidecar", ProcessCost.CpuSeconds(side.World.Sidecar!.Id)),
        ("BullMQ", ProcessCost.CpuSeconds(bull.Id)),
    ];
}
