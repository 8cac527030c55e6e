namespace JobWorker.Benchmarks.Jobs;

/// <summary>One message on an idle system, then the next once everything is quiet again.</summary>
internal static class Lone
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, HandsOutSoon = false });
        List<double> delays = [];
        for (var run = 1; run <= (options.Runs ?? 20); run++)
        {
            await Task.Delay(Quiet);
            var batch = new Batch(world, webhook: false, "/bin/true");
            batch.Send(1);
            delays.AddRange(batch.Delays(await batch.StoriesAsync()));
        }

        Console.WriteLine(
            $"{delays.Count} lone messages, publish to Job created: first (cold) {delays[0]:F0} ms, "
            + $"median {delays.Median():F0} ms, most {delays.Max():F0} ms");
    }
}
