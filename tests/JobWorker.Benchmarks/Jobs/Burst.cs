using System.Diagnostics;

namespace JobWorker.Benchmarks.Jobs;

/// <summary>All messages at once, each a job that runs <c>true</c>.</summary>
internal static class Burst
{
    private const int WarmUp = 100;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, HandsOutSoon = false });
        await world.StartReceiverAsync();
        await MeasureAsync(world, options with { Messages = WarmUp });
        List<Result> results = [];
        for (var run = 1; run <= (options.Runs ?? 3); run++)
        {
            var result = await MeasureAsync(world, options);
            results.Add(result);
            Console.WriteLine(
                $"run {run}: {result.Finished} finished, {result.Lost} lost, {result.Doubled} doubled; "
                + $"created {result.CreatedPerSecond:F0}/s ({result.OverallPerSecond:F0}/s from the first message on); "
                + $"all over after {result.Seconds:F1} s; "
                + $"CPU seconds: {string.Join(", ", result.Cpu.Select(c => $"{c.Key} {c.Value:F1}"))}");
        }

        Console.WriteLine(
            $"median: created {results.Select(r => r.CreatedPerSecond).Median():F0}/s, "
            + $"{results.Select(r => r.OverallPerSecond).Median():F0}/s from the first message on, "
            + $"all over after {results.Select(r => r.Seconds).Median():F1} s");
    }

    private static async Task<Result> MeasureAsync(World world, BenchmarkOptions options)
    {
        var batch = new Batch(world, options.Webhook, "/bin/true");
        var before = await Batch.EnteredAsync(world, "Succeeded");
        var told = world.Receiver!.All.Count;
        var cpu = ProcessCost.CpuOf(world);
        var clock = Stopwatch.StartNew();
        batch.Send(options.Messages ?? 1000);
        await batch.ReachAsync("Succeeded", before);
        if (options.Webhook)
        {
            await world.WaitAsync("all callbacks", TimeSpan.FromMinutes(2), () => Task.FromResult(
                world.Receiver.All.Skip(told).Count(d => d.Status == 2) >= batch.Count ? batch : null));
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var used = ProcessCost.CpuOf(world).ToDictionary(c => c.Key, c => c.Value - cpu[c.Key]);
        var stories = await batch.StoriesAsync();
        var created = stories.Values.Select(s => s.TimeOf("JobCreated")!.Value).ToList();

        return new Result(
            Finished: stories.Values.Count(s => s.State == "succeeded"),
            Lost: batch.Count - stories.Count,
            Doubled: await batch.DoubledAsync(),
            CreatedPerSecond: created.Count / (created.Max() - created.Min()).TotalSeconds,
            OverallPerSecond: created.Count / (created.Max() - batch.Begun).TotalSeconds,
            Seconds: seconds,
            Cpu: used);
    }

    private sealed record Result(
        int Finished,
        int Lost,
        int Doubled,
        double CreatedPerSecond,
        double OverallPerSecond,
        double Seconds,
        IReadOnlyDictionary<string, double> Cpu);
}
