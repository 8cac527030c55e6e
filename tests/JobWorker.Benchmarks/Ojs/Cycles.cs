using System.Diagnostics;
using JobWorker.Ojs.Client;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Working;
using JobWorker.Testing.Emulators;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>Enqueue, fetch, acknowledge: how many of these a second, against BullMQ adding and working on the same redis-server.</summary>
internal static class Cycles
{
    private const string Queue = "worked";

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var concurrency = options.Connections?[0] ?? 64;
        var jobs = options.Messages ?? 5000;
        await using var side = await OjsSide.StartAsync(options.Store);
        await using var bull = EmulatorPackages.Missing is null
            ? await BullMq.StartAsync(side.World.Redis!.Port, concurrency)
            : throw new FormatException(EmulatorPackages.Missing);
        List<(double Alone, double Shared, double Theirs)> runs = [];
        for (var run = 0; run <= (options.Runs ?? 5); run++)
        {
            // In turn, so that whatever else the machine does falls on all.
            var alone = await WorkAsync(side.Alone, concurrency, jobs);
            var commands = RedisCommands.Of(side.World);
            var cpu = Cpu(side);
            var shared = await WorkAsync(side.Client, concurrency, jobs);
            var told = RedisCommands.Told(commands, RedisCommands.Of(side.World), jobs);
            var used = Told(cpu, Cpu(side), jobs);
            var theirs = await bull.RunAsync(jobs);
            Console.WriteLine(
                $"{(run == 0 ? "warm-up" : $"run {run}")}: {alone:F0} cycles/s, sharing requests {shared:F0}/s, BullMQ {theirs:F0}/s, "
                + $"ratios {alone / theirs:F2} and {shared / theirs:F2}; sharing, CPU µs a cycle: {used}; Redis commands a cycle: {told}");
            runs.Add((alone, shared, theirs));
        }

        var counted = runs.Skip(1).ToList();
        Console.WriteLine(
            $"median over {options.Store}, {concurrency} at a time: {counted.Select(r => r.Alone).Median():F0} cycles/s, "
            + $"sharing requests {counted.Select(r => r.Shared).Median():F0}/s, BullMQ {counted.Select(r => r.Theirs).Median():F0}/s, "
            + $"ratios {counted.Select(r => r.Alone / r.Theirs).Median():F2} and {counted.Select(r => r.Shared / r.Theirs).Median():F2}");
    }

    private static string Told(
        IReadOnlyList<(string Name, double Seconds)> before, IReadOnlyList<(string Name, double Seconds)> after, int jobs) =>
        string.Join(", ", after.Zip(before, (now, then) => $"{now.Name} {(now.Seconds - then.Seconds) * 1e6 / jobs:F0}"));

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

    /// <summary>So many callers that enqueue, and a worker of the same concurrency: what BullMQ does on its side.</summary>
    private static async Task<double> WorkAsync(OjsClient client, int concurrency, int jobs)
    {
        var (unsent, undone) = (jobs, jobs);
        var handled = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var worker = new OjsWorker(client, new OjsWorkerOptions { Queues = [Queue], Concurrency = concurrency })
            .Handle("bench.noop", _ =>
            {
                if (Interlocked.Decrement(ref undone) == 0)
                {
                    handled.SetResult();
                }

                return Task.CompletedTask;
            });
        var working = worker.RunAsync(stop.Token);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref unsent) is var n and >= 0)
            {
                await client.EnqueueAsync(new JobRequest("bench.noop", new { n }) { Options = new JobOptions { Queue = Queue } });
            }
        }));
        await handled.Task;
        while (worker.Active > 0)
        {
            // The last acknowledgements are under way.
            await Task.Delay(1);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await working;

        return jobs / seconds;
    }

    private static IReadOnlyList<(string Name, double Seconds)> Cpu(OjsSide side) =>
    [
        ("worker", ProcessCost.CpuSeconds(side.World.Worker!.Id)),
        ("sidecar", ProcessCost.CpuSeconds(side.World.Sidecar!.Id)),
        ("client", ProcessCost.CpuSeconds(Environment.ProcessId)),
        ("Redis", ProcessCost.CpuSeconds(side.World.Redis!.Process.Id)),
    ];
}
