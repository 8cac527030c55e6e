using System.Collections.Concurrent;
using System.Text.Json;

namespace JobWorker.Benchmarks.Real;

/// <summary>
/// From the moment a container is seen to run, by a watch of this program's own at the same API server, to the arrival of
/// callback 1.
/// </summary>
/// <remarks>Nodes tell the start itself in whole seconds only. The receiver's clock and the watch's are the same.</remarks>
internal static class Started
{
    public static async Task RunAsync(BenchmarkOptions options, ApiServer api)
    {
        await using var side = await RealSide.StartAsync("bench-own", api);
        await side.World.StartReceiverAsync();
        var (rate, count) = (options.Rate, options.Rate * options.Seconds);
        await Requests.FinishAsync(side, 200);
        List<(double P50, double P99)> runs = [];
        for (var run = 1; run <= (options.Runs ?? 5); run++)
        {
            await api.ClearAsync(side.Space);
            var delays = await MeasureAsync(side, api, rate, count);
            runs.Add((delays.Median(), delays.Percentile(99)));
            Console.WriteLine(
                $"run {run}: {delays.Count} of {count} at {rate}/s; container seen running to callback 1 received: "
                + $"p50 {runs[^1].P50:F0} ms, p99 {runs[^1].P99:F0} ms, most {delays.Max():F0} ms, least {delays.Min():F0} ms");
        }

        Console.WriteLine($"median: p50 {runs.Select(r => r.P50).Median():F0} ms, p99 {runs.Select(r => r.P99).Median():F0} ms");
    }

    private static async Task<IReadOnlyList<double>> MeasureAsync(RealSide side, ApiServer api, int rate, int count)
    {
        var seen = new ConcurrentDictionary<string, DateTimeOffset>();
        using var reader = await api.WatchPodsAsync(side.Space);
        var watching = WatchAsync(reader, seen);
        var messages = RealSide.Messages(side.Space, count, Receiver.Url(side.World.ReceiverPort));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        foreach (var message in messages)
        {
            await timer.WaitForNextTickAsync();
            side.Send([message]);
        }

        var ids = messages.Select(m => (string)m["id"]!).ToHashSet();
        var told = await Until.IsAsync("every callback 1", TimeSpan.FromMinutes(3), () =>
        {
            var found = side.World.Receiver!.All.Where(d => d.Status == 1 && ids.Contains(d.Id)).ToList();
            return Task.FromResult(found.Count >= count && seen.Count >= count ? found : null);
        });
        reader.Dispose();
        await watching;

        return [.. told.Select(d => (d.At - seen[d.Id]).TotalMilliseconds)];
    }

    private static async Task WatchAsync(StreamReader reader, ConcurrentDictionary<string, DateTimeOffset> seen)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                var now = TimeProvider.System.GetUtcNow();
                using var change = JsonDocument.Parse(line);
                var pod = change.RootElement.GetProperty("object");
                if (ApiServer.IdOf(pod) is { } id && HasRun(pod))
                {
                    seen.TryAdd(id, now);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            // Enough has been seen.
        }
    }

    private static bool HasRun(JsonElement pod) =>
        pod.TryGetProperty("status", out var status)
        && status.TryGetProperty("containerStatuses", out var containers)
        && containers.EnumerateArray().Select(c => c.GetProperty("state")).Any(state =>
            state.TryGetProperty("running", out _) || state.TryGetProperty("terminated", out _));
}
