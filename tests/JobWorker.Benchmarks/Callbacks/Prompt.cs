using System.Net;
using System.Net.Sockets;

namespace JobWorker.Benchmarks.Callbacks;

/// <summary>From each event in the journal to the arrival of its callback, with and without another receiver that never answers.</summary>
internal static class Prompt
{
    private const int Others = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A job every so often, on a system with nothing else to do.</summary>
    public static async Task IdleAsync(BenchmarkOptions options, World world)
    {
        await world.StartReceiverAsync();
        await Jobs.Steady.WarmUpAsync(world, webhook: true);
        List<(double P50, double P99)> runs = [];
        for (var run = 1; run <= (options.Runs ?? 5); run++)
        {
            runs.Add(await MeasureAsync(world, options, $"run {run}"));
        }

        Console.WriteLine($"median: p50 {runs.Select(r => r.P50).Median():F1} ms, p99 {runs.Select(r => r.P99).Median():F1} ms");
    }

    /// <summary>The same, with some more jobs whose receiver answers, or takes every connection and says nothing.</summary>
    public static async Task HangingAsync(BenchmarkOptions options, World world)
    {
        await world.StartReceiverAsync();
        await Jobs.Steady.WarmUpAsync(world, webhook: true);
        List<(double Without, double With)> runs = [];
        for (var run = 1; run <= (options.Runs ?? 5); run++)
        {
            double without = 0, with = 0;
            for (var side = 0; side < 2; side++)
            {
                // There and back again, so that nobody always follows the same other.
                if ((run + side) % 2 == 0)
                {
                    await BeginOthersAsync(world, Receiver.Url(world.ReceiverPort));
                    (_, without) = await MeasureAsync(world, options, $"run {run}, {Others} more for the same receiver");
                    continue;
                }

                using var silent = new TcpListener(IPAddress.Loopback, 0);
                silent.Start(Others * 4);
                await BeginOthersAsync(world, $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/silent");
                (_, with) = await MeasureAsync(world, options, $"run {run}, {Others} more for one that hangs");
            }

            runs.Add((without, with));
        }

        Console.WriteLine(
            $"median: p99 without {runs.Select(r => r.Without).Median():F1} ms, with {runs.Select(r => r.With).Median():F1} ms, "
            + $"ratio {runs.Select(r => r.With / r.Without).Median():F2}");
    }

    /// <summary>More jobs that have begun and ended before anything is counted; what is left of them is their callbacks.</summary>
    private static async Task BeginOthersAsync(World world, string webhook)
    {
        var before = await Jobs.Batch.EnteredAsync(world, "Succeeded");
        using var redis = world.Redis!.Connect();
        redis.Add("jobs", [.. Enumerable.Range(0, Others).Select(_ =>
            JobMessages.Command(JobMessages.NewId(), ["/bin/true"], webhook).Bytes())]);
        await world.WaitAsync("the other jobs to be over", Patience, async () =>
            await Jobs.Batch.EnteredAsync(world, "Succeeded") >= before + Others ? world : null);
    }

    private static async Task<(double P50, double P99)> MeasureAsync(World world, BenchmarkOptions options, string what)
    {
        var batch = new Jobs.Batch(world, webhook: true, "/bin/true");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / options.Rate));
        for (var sent = 0; sent < options.Rate * options.Seconds; sent++)
        {
            await timer.WaitForNextTickAsync();
            batch.Send(1);
        }

        HashSet<string> ids = [.. batch.Ids];
        var came = await world.WaitAsync("all callbacks", Patience, () =>
        {
            List<Delivery> found = [.. world.Receiver!.All.Where(d => ids.Contains(d.Id))];
            return Task.FromResult(found.Count(d => d.Status == 2) == ids.Count ? found : null);
        });
        var stories = await batch.StoriesAsync();
        List<double> delays = [.. came.Where(d => d.Status == 0).Select(d => Delay(d, stories[d.Id]))];
        var (p50, p99) = (delays.Median(), delays.Percentile(99));
        Console.WriteLine(
            $"{what}: {delays.Count} jobs at {options.Rate}/s: JobCreated to callback 0 received: "
            + $"p50 {p50:F1} ms, p99 {p99:F1} ms, most {delays.Max():F1} ms");

        return (p50, p99);
    }

    private static double Delay(Delivery delivery, JobStory story) =>
        (delivery.At - story.TimeOf("JobCreated")!.Value).TotalMilliseconds;
}
