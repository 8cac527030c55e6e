using System.Text.RegularExpressions;

namespace JobWorker.Benchmarks.Real;

/// <summary>
/// What a job with three callbacks costs the API server in requests and watches, as its own metrics count them.
/// </summary>
internal static partial class Requests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The flow schema of service accounts outside kube-system: the worker's alone here.</summary>
    private const string Flow = "service-accounts";

    public static async Task RunAsync(BenchmarkOptions options, ApiServer api)
    {
        var count = options.Messages ?? 200;
        var idle = await WatchesAsync(api);
        await using var side = await RealSide.StartAsync("bench-own", api, ownAccount: true);
        await side.World.StartReceiverAsync();
        var watches = await WatchesAsync(api) - idle;
        List<double> each = [];
        for (var run = 1; run <= (options.Runs ?? 5); run++)
        {
            var (before, others) = (await OwnAsync(api), await AllAsync(api));
            await FinishAsync(side, count);
            each.Add((await SettledAsync(api) - before) / count);
            var all = (await AllAsync(api))
                .Select(c => (What: c.Key, Count: c.Value - others.GetValueOrDefault(c.Key)))
                .Where(c => c.Count >= count / 10)
                .OrderByDescending(c => c.Count);
            Console.WriteLine(
                $"run {run}: {each[^1]:F2} requests a job by the worker; by everybody, for {count} jobs: "
                + string.Join(", ", all.Select(c => $"{c.Count} {c.What}")));
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

    /// <summary>The worker's requests so far, once there are no new ones.</summary>
    private static async Task<double> SettledAsync(ApiServer api)
    {
        for (var last = -1.0; ;)
        {
            var now = await OwnAsync(api);
            if (now == last)
            {
                return now;
            }

            last = now;
            await Task.Delay(1000);
        }
    }

    private static async Task<double> OwnAsync(ApiServer api) =>
        (await api.MetricsAsync("apiserver_flowcontrol_dispatched_requests_total"))
            .Where(s => Labels(s.Key).ContainsValue(Flow))
            .Sum(s => s.Value);

    private static async Task<IReadOnlyDictionary<string, double>> AllAsync(ApiServer api) =>
        (await api.MetricsAsync("apiserver_request_total"))
            .Select(s => (What: What(Labels(s.Key)), s.Value))
            .GroupBy(s => s.What)
            .ToDictionary(g => g.Key, g => g.Sum(s => s.Value));

    private static async Task<double> WatchesAsync(ApiServer api) =>
        (await api.MetricsAsync("apiserver_longrunning_gauge", "apiserver_longrunning_requests"))
            .Where(s => Labels(s.Key) is var labels && labels["verb"] == "WATCH" && labels["resource"] is "jobs" or "pods")
            .Sum(s => s.Value);

    private static string What(Dictionary<string, string> labels) =>
        $"{labels["verb"]} {labels["resource"]}{(labels["subresource"] is { Length: > 0 } sub ? $"/{sub}" : "")}";

    private static Dictionary<string, string> Labels(string sample) =>
        Label().Matches(sample).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [GeneratedRegex(@"(\w+)=""([^""]*)""")]
    private static partial Regex Label();
}
