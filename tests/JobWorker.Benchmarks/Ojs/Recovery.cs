using System.Diagnostics;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>A worker with very many waiting jobs is killed: how long until the next one has handed out the first of them.</summary>
internal static class Recovery
{
    private const string Queue = "recovery";

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var count = options.Messages ?? 100_000;
        await using var side = await OjsSide.StartAsync(options.Store);
        await side.FillAsync(Queue, count);
        List<double> runs = [];
        for (var run = 1; run <= (options.Runs ?? 3); run++)
        {
            await side.World.Worker!.KillAsync();
            var clock = Stopwatch.StartNew();
            side.World.StartWorker();
            await side.ReadyAsync();
            var ready = clock.Elapsed.TotalSeconds;
            await Until.IsAsync("the first job", TimeSpan.FromMinutes(2), () => side.FetchAsync(Queue));
            runs.Add(clock.Elapsed.TotalSeconds);
            Console.WriteLine($"run {run}: an empty queue answers after {ready:F1} s, the full one after {runs[^1]:F1} s");
        }

        Console.WriteLine($"median over {options.Store}: {runs.Median():F1} s until the first of {count} waiting jobs is fetched");
    }
}
