using System.Text.RegularExpressions;

namespace JobWorker.Benchmarks.Real;

/// <summary>
/// What a job with three callbacks costs the API server in requests and watches, as its own metrics count them.
/// </summary>
internal static partial class Requests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What only the worker asks for while nothing else runs: controllers write other subresources, and read through watches.
    /// The garbage collector may read a Job as well.
    /// </summary>
    private static readonly string[] Ours =
    [
        "POST jobs", "PATCH jobs", "GET jobs", "DELETE jobs", "LIST jobs", "GET pods", "LIST pods", "GET pods/log", "LIST events",
    ];

    public static async Task RunAsync(BenchmarkOptions options, ApiServer api)
    {
        var count = options.Messages ?? 200;
        var others = await WatchesAsync(api);
        await using var side = await RealSide.StartAsync("bench-own", api);
        await side.World.StartReceiverAsync();
        var watches = await WatchesAsync(api) - others;
        List<double> each = [];
        for (var run = 1; run <= (options.Runs ?? 5); run++)
        {
            var before = await CountAsync(api);
            await FinishAsync(side, count);
            var after = await SettledAsync(api);
            var all = after
                .Select(c => (What: c.Key, Count: c.Value - before.GetValueOrDefault(c.Key)))
                .Where(c => c.Count > 0)
                .OrderByDescending(c => c.Count)
                .ToList();
            var ours = all.Where(c => Ours.Contains(c.What)).ToList();
            each.Add(ours.Sum(c => c.Count) / count);
            Console.WriteLine(
                $"run {run}: {each[^1]:F2} requests a job: {Tell(ours)}; of others, for {count} jobs: {Tell(all.Except(ours))}");
            await api.ClearAsync(side.Space);
        }

        Console.WriteLine($"median: {each.Median():F2} requests a job; watches on Jobs and pods: {watches}");
    }

    /// <summary>So many jobs with a receiver, from message to last callback.</summary>
    internal static async Task FinishAsync(RealSide side, int count)
    {
        var url = Receiver.Url(side.World.ReceiverPort);
        var told = Told(side) + count;
        side.Send(RealSide.Messages(side.Space, count, url));
        await Until.IsAsync($"{count} jobs to be told", Patience, () => Task.FromResult(Told(side) >= told ? side : null));
    }

    private static int Told(RealSide side) => side.World.Receiver!.All.Count(d => d.Status == 2);

    /// <summary>The counts, once they do not change any more.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> SettledAsync(ApiServer api)
    {
        var last = -1.0;
        return await Until.IsAsync("the API server to be quiet", Patience, async () =>
        {
            await Task.Delay(500);
            var now = await CountAsync(api);
            var sum = Ours.Sum(what => now.GetValueOrDefault(what));
            var settled = sum == last;
            last = sum;

            return settled ? now : null;
        });
    }

    private static async Task<IReadOnlyDictionary<string, double>> CountAsync(ApiServer api) =>
        (await api.MetricsAsync("apiserver_request_total"))
            .Select(s => (What: What(Labels(s.Key)), s.Value))
            .Where(s => !s.What.StartsWith("WATCH", StringComparison.Ordinal))
            .GroupBy(s => s.What)
            .ToDictionary(g => g.Key, g => g.Sum(s => s.Value));

    private static async Task<double> WatchesAsync(ApiServer api) =>
        (await api.MetricsAsync("apiserver_longrunning_gauge", "apiserver_longrunning_requests"))
            .Where(s => Labels(s.Key) is var labels && labels["verb"] == "WATCH" && labels["resource"] is "jobs" or "pods")
            .Sum(s => s.Value);

    private static string What(Dictionary<string, string> labels) =>
        $"{labels["verb"]} {labels["resource"]}{(labels["subresource"] is { Length: > 0 } sub ? $"/{sub}" : "")}";

    private static string Tell(IEnumerable<(string What, double Count)> counts) =>
        string.Join(", ", counts.Select(c => $"{c.Count} {c.What}"));

    private static Dictionary<string, string> Labels(string sample) =>
        Label().Matches(sample).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [GeneratedRegex(@"(\w+)=""([^""]*)""")]
    private static partial Regex Label();
}
