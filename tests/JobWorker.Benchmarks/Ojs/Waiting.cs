namespace JobWorker.Benchmarks.Ojs;

/// <summary>What very many waiting jobs cost: time of a call, and memory of the worker for each.</summary>
internal static class Waiting
{
    private const string Queue = "waiting";

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var count = options.Messages ?? 100_000;
        await using var side = await OjsSide.StartAsync(options.Store);
        await Cycles.CyclesAsync(side, 16, 2000);
        var (enqueue, fetch) = await Latency.MeasureAsync(side, Queue, options.Rate, options.Seconds);
        var worker = side.World.Worker!.Id;
        var empty = ProcessCost.ResidentMiB(worker);
        var filling = await OjsSide.TimeAsync(() => side.FillAsync(Queue, count));
        var full = ProcessCost.ResidentMiB(worker);
        var (laterEnqueue, laterFetch) = await Latency.MeasureAsync(side, Queue, options.Rate, options.Seconds);
        Console.WriteLine(
            $"{count} waiting over {options.Store} (filled in {filling / 1000:F1} s): "
            + $"enqueue p99 {enqueue.Percentile(99):F1} ms, then {laterEnqueue.Percentile(99):F1} ms, "
            + $"ratio {laterEnqueue.Percentile(99) / enqueue.Percentile(99):F2}; "
            + $"fetch p99 {fetch.Percentile(99):F1} ms, then {laterFetch.Percentile(99):F1} ms, "
            + $"ratio {laterFetch.Percentile(99) / fetch.Percentile(99):F2}");
        Console.WriteLine(
            $"worker {empty:F0} MiB, then {full:F0} MiB at once and {ProcessCost.ResidentMiB(worker):F0} MiB later: "
            + $"{(ProcessCost.ResidentMiB(worker) - empty) * 1024 * 1024 / count:F0} bytes a job");
    }
}
