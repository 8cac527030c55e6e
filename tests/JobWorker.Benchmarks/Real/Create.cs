using System.Diagnostics;

namespace JobWorker.Benchmarks.Real;

/// <summary>
/// Messages in Redis until their Jobs exist and are recorded, against parallel POSTs of the same Jobs by a bare client.
/// </summary>
internal static class Create
{
    private const string Raw = "bench-raw";

    public static async Task RunAsync(BenchmarkOptions options, ApiServer api)
    {
        var cpu = new Cpu(options.Pids);
        var count = options.Messages ?? 1000;
        await api.NamespaceAsync(Raw);
        await api.ClearAsync(Raw);
        await using var own = await RealSide.StartAsync("bench-own", api);
        await using var other = options is { Against: null, AgainstSet.Count: 0 }
            ? null
            : await RealSide.StartAsync("bench-against", api, options);
        List<(string Name, Func<Task<Result>> Measure, List<Result> Results)> sides =
        [
            ("worker", () => WorkAsync(api, own, count, cpu), []),
            ("bare", () => PostAsync(api, count, options.Connections?[0] ?? 128, cpu), []),
        ];
        if (other is not null)
        {
            sides.Insert(1, ("against", () => WorkAsync(api, other, count, cpu), []));
        }

        for (var run = 0; run <= (options.Runs ?? 5); run++)
        {
            // There and back again, so that nobody always follows the same other; the first round only warms up.
            foreach (var (name, measure, results) in run % 2 == 0 ? sides : Enumerable.Reverse(sides))
            {
                var result = await measure();
                Console.WriteLine(
                    $"{(run == 0 ? "warm-up" : $"run {run}")} {name}: {result.PerSecond:F0}/s; {Cpu.Tell([result.Cpu])}");
                if (run > 0)
                {
                    results.Add(result);
                }
            }
        }

        foreach (var (name, _, results) in sides)
        {
            Console.WriteLine(
                $"median {name}: {results.Select(r => r.PerSecond).Median():F0}/s; "
                + $"CPU ms a job: {Cpu.Tell([.. results.Select(r => r.Cpu)])}");
        }

        Tell("worker ÷ bare", sides[0].Results, sides[^1].Results);
        if (other is not null)
        {
            Tell("worker ÷ against", sides[0].Results, sides[1].Results);
        }
    }

    private static void Tell(string what, IEnumerable<Result> one, IEnumerable<Result> another)
    {
        var ratios = one.Zip(another, (a, b) => a.PerSecond / b.PerSecond).ToList();
        Console.WriteLine(
            $"{what}: median ratio {ratios.Median():F2} of {ratios.Count} rounds ({ratios.Min():F2} to {ratios.Max():F2})");
    }

    private static async Task<Result> WorkAsync(ApiServer api, RealSide side, int count, Cpu cpu)
    {
        string[] over = ["Succeeded", "Failed", "Aborted"];
        var messages = RealSide.Messages(side.Space, count);
        var ended = await side.EnteredAsync(over);
        var before = cpu.Read(side);
        var clock = Stopwatch.StartNew();
        side.Send(messages);
        await side.TakenAsync(side.Sent);
        var seconds = clock.Elapsed.TotalSeconds;
        var used = cpu.Since(before, side, count);
        var ids = await api.IdsAsync(side.Space);
        if (!ids.Order().SequenceEqual(messages.Select(m => (string)m["id"]!).Order()))
        {
            throw new InvalidOperationException($"{count} messages became {ids.Count} Jobs, {ids.Distinct().Count()} different.");
        }

        await api.ClearAsync(side.Space);
        await side.ReachAsync(ended + count, over);

        return new Result(count / seconds, used);
    }

    private static async Task<Result> PostAsync(ApiServer api, int count, int connections, Cpu cpu)
    {
        var manifests = RealSide.Manifests(RealSide.Messages(Raw, count));
        var before = cpu.Read(side: null);
        var clock = Stopwatch.StartNew();
        await api.PostAsync(Raw, manifests, connections);
        var seconds = clock.Elapsed.TotalSeconds;
        var used = cpu.Since(before, side: null, count);
        await api.ClearAsync(Raw);

        return new Result(count / seconds, used);
    }

    private sealed record Result(double PerSecond, IReadOnlyDictionary<string, double> Cpu);
}
