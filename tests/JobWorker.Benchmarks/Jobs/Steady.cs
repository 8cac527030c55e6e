namespace JobWorker.Benchmarks.Jobs;

/// <summary>A steady stream of messages, well below what a burst reaches.</summary>
internal static class Steady
{
    private const int WarmUp = 200;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, HandsOutSoon = false });
        await world.StartReceiverAsync();
        await WarmUpAsync(world, options.Webhook);
        for (var run = 1; run <= (options.Runs ?? 1); run++)
        {
            var batch = new Batch(world, options.Webhook, "/bin/true");
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / options.Rate));
            for (var sent = 0; sent < options.Rate * options.Seconds; sent++)
            {
                await timer.WaitForNextTickAsync();
                batch.Send(1);
            }

            var delays = batch.Delays(await batch.StoriesAsync()).ToList();
            Console.WriteLine(
                $"run {run}: {delays.Count} of {batch.Count} at {options.Rate}/s; publish to Job created: "
                + $"p50 {delays.Median():F0} ms, p99 {delays.Percentile(99):F0} ms, most {delays.Max():F0} ms");
        }
    }

    /// <summary>Until the code is compiled as it will stay.</summary>
    internal static async Task WarmUpAsync(World world, bool webhook)
    {
        var batch = new Batch(world, webhook, "/bin/true");
        batch.Send(WarmUp);
        await batch.StoriesAsync();
    }
}
