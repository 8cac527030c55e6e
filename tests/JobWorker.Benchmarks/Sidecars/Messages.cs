using System.Diagnostics;
using JobWorker.Benchmarks.Sidecars.Scene;

namespace JobWorker.Benchmarks.Sidecars;

/// <summary>Messages from a broker to a handler that does nothing.</summary>
internal static class Messages
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var scene = await SidecarScene.StartAsync(options);
        var count = options.Messages ?? Default(options);
        var sent = scene.Sides.ToDictionary(side => side, _ => 0L);
        var results = scene.Sides.ToDictionary(side => side, _ => new List<double>());
        for (var run = 0; run <= (options.Runs ?? 3); run++)
        {
            foreach (var side in scene.Sides)
            {
                // The first is the warm-up: code is compiled while it runs.
                var (messages, title) = run == 0 ? (count / 2, "warm-up") : (count, $"run {run}");
                var rate = await MeasureAsync(scene, side, options.Broker, sent[side], messages, title);
                sent[side] += messages;
                if (run > 0)
                {
                    results[side].Add(rate);
                }
            }
        }

        foreach (var side in scene.Sides)
        {
            Console.WriteLine(FormattableString.Invariant($"{side.Name}: median {results[side].Median():N0} messages/s"));
        }
    }

    private static int Default(BenchmarkOptions options) => options.Broker switch
    {
        Brokers.Redis => 20_000,
        Brokers.SnsSqs => 2000,
        _ => 150 * options.Pollers,
    };

    private static async Task<double> MeasureAsync(
        SidecarScene scene, Side side, string broker, long first, int count, string title)
    {
        var cpu = scene.Cpu();
        var clock = Stopwatch.StartNew();
        await Brokers.SendAsync(scene, side, broker, Enumerable.Range(0, count).Select(i => first + i));
        var sending = clock.Elapsed.TotalSeconds;
        var deliveries = await side.SeenAsync(first + count);
        var seconds = clock.Elapsed.TotalSeconds;
        var used = scene.Cpu()
            .Select(now => (now.Key, Cost: 1e6 * (now.Value - cpu[now.Key]) / count))
            .Where(one => one.Cost > 1);
        Console.WriteLine(FormattableString.Invariant(
            $"{side.Name}, {title}: {count} messages in {seconds:F2} s, {count / seconds:N0}/s (sent within {sending:F2} s); ")
            + $"{deliveries - first - count} seen twice; "
            + $"CPU µs a message: {string.Join(", ", used.Select(one => $"{one.Key} {one.Cost:F0}"))}");

        return count / seconds;
    }
}
