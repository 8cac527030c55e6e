namespace JobWorker.Benchmarks.Ojs;

/// <summary>How long enqueuing and fetching take at a steady rate.</summary>
internal static class Latency
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var side = await OjsSide.StartAsync(options.Store);
        await Cycles.CyclesAsync(side, 16, 2000);
        List<(double Enqueue, double Fetch)> runs = [];
        for (var run = 1; run <= (options.Runs ?? 3); run++)
        {
            var (enqueue, fetch) = await MeasureAsync(side, "latency", options.Rate, options.Seconds);
            runs.Add((enqueue.Percentile(99), fetch.Percentile(99)));
            Console.WriteLine(
                $"run {run}: enqueue p50 {enqueue.Median():F1} ms, p99 {runs[^1].Enqueue:F1} ms; "
                + $"fetch p50 {fetch.Median():F1} ms, p99 {runs[^1].Fetch:F1} ms; {enqueue.Count} jobs");
        }

        Console.WriteLine(
            $"median over {options.Store} at {options.Rate}/s: enqueue p99 {runs.Select(r => r.Enqueue).Median():F1} ms, "
            + $"fetch p99 {runs.Select(r => r.Fetch).Median():F1} ms");
    }

    /// <summary>Half of the operations enqueue, half fetch; each begins when it is due, whatever the others do.</summary>
    internal static async Task<(List<double> Enqueue, List<double> Fetch)> MeasureAsync(
        OjsSide side, string queue, int rate, int seconds)
    {
        List<Task<double>> enqueues = [];
        List<Task<double>> fetches = [];
        List<Task> acks = [];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2.0 / rate));
        for (var i = 0; i < rate * seconds / 2; i++)
        {
            await timer.WaitForNextTickAsync();
            enqueues.Add(OjsSide.TimeAsync(() => side.EnqueueAsync(queue)));
            fetches.Add(OjsSide.TimeAsync(async () =>
            {
                if (await side.FetchAsync(queue) is { } id)
                {
                    acks.Add(side.AckAsync(id));
                }
            }));
        }

        var result = ((await Task.WhenAll(enqueues)).ToList(), (await Task.WhenAll(fetches)).ToList());
        await Task.WhenAll(acks);

        return result;
    }
}
