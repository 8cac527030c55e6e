using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobWorker.Host.Callbacks.Egress;

namespace JobWorker.Benchmarks.Callbacks;

/// <summary>
/// A receiver comes back after all jobs have ended: callbacks a second until it has them, against a bare client that posts the same
/// bodies to it, and to the binding.
/// </summary>
/// <remarks>What it got first and last does not count: some callbacks were tried while it was away, and are due minutes later.</remarks>
internal static class Drain
{
    private const int Connections = 32;
    private const double Counted = 0.95;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(BenchmarkOptions options, World world)
    {
        List<(double Worker, double Bare, double Binding)> runs = [];
        for (var run = 0; run <= (options.Runs ?? 5); run++)
        {
            var jobs = await JobsAsync(world, options.Messages ?? 1000);
            await world.StartReceiverAsync();
            await using var receiver = world.Receiver!;
            var (worker, deliveries, cpu) = await DrainedAsync(world, receiver, jobs);
            var bare = await PostAsync(deliveries, d => ToReceiver(world.ReceiverPort, d));
            var binding = await PostAsync(deliveries, d => ToBinding(world, d));
            Console.WriteLine(
                $"{(run == 0 ? "warm-up" : $"run {run}")}: {deliveries.Count} callbacks: worker {worker:F0}/s, bare client {bare:F0}/s, "
                + $"through the binding {binding:F0}/s; CPU ms a callback: {string.Join(", ", cpu.Select(c => $"{c.Key} {c.Value * 1000 / deliveries.Count:F2}"))}; "
                + $"worker {ProcessCost.ResidentMiB(world.Worker!.Id):F0} MiB (peak {ProcessCost.PeakMiB(world.Worker.Id):F0} MiB)");
            if (run > 0)
            {
                runs.Add((worker, bare, binding));
            }
        }

        Console.WriteLine(
            $"median: worker {runs.Select(r => r.Worker).Median():F0}/s, bare client {runs.Select(r => r.Bare).Median():F0}/s, "
            + $"ratio {runs.Select(r => r.Worker / r.Bare).Median():F2}; bare client through the binding "
            + $"{runs.Select(r => r.Binding).Median():F0}/s, ratio {runs.Select(r => r.Worker / r.Binding).Median():F2}");
    }

    /// <summary>Jobs that are over and could tell nobody.</summary>
    private static async Task<HashSet<string>> JobsAsync(World world, int count)
    {
        var batch = new Jobs.Batch(world, webhook: true, "/bin/true");
        var before = await Jobs.Batch.EnteredAsync(world, "Succeeded");
        batch.Send(count);
        await batch.ReachAsync("Succeeded", before);

        return [.. batch.Ids];
    }

    private static async Task<(double PerSecond, IReadOnlyList<Delivery> Deliveries, Dictionary<string, double> Cpu)> DrainedAsync(
        World world, Receiver receiver, HashSet<string> jobs)
    {
        var cpu = ProcessCost.CpuOf(world);
        var wanted = (int)(jobs.Count * 3 * Counted);
        var came = await world.WaitAsync($"{wanted} callbacks", Patience, () =>
        {
            // Looked at only then: who waits shares the processors with those that are measured.
            List<Delivery> found = receiver.All.Count < wanted ? [] : [.. receiver.All.Where(d => jobs.Contains(d.Id))];
            return Task.FromResult(found.Count >= wanted ? found : null);
        });
        var used = ProcessCost.CpuOf(world).ToDictionary(c => c.Key, c => c.Value - cpu[c.Key]);
        var seconds = (came[^1].At - came[0].At).TotalSeconds;

        return (came.Count / seconds, came, used);
    }

    private static async Task<double> PostAsync(IReadOnlyList<Delivery> deliveries, Func<Delivery, HttpRequestMessage> request)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections });
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            deliveries,
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (delivery, cancel) =>
            {
                using var post = request(delivery);
                using var response = await http.SendAsync(post, cancel);
                response.EnsureSuccessStatusCode();
            });

        return deliveries.Count / clock.Elapsed.TotalSeconds;
    }

    private static HttpRequestMessage ToReceiver(int port, Delivery delivery)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { id = delivery.Id, status = delivery.Status, detail = delivery.Detail });
        var request = new HttpRequestMessage(HttpMethod.Post, Receiver.Url(port)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", delivery.WebhookId);
        request.Headers.Add("webhook-timestamp", delivery.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(Encoding.UTF8.GetBytes(delivery.WebhookId))}");
        request.Headers.Add("x-jobworker-sequence", delivery.Sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("x-jobworker-attempt", delivery.Attempt.ToString(CultureInfo.InvariantCulture));

        return request;
    }

    /// <summary>The same way that the worker's callbacks take: sidecar, the worker's egress endpoint, receiver.</summary>
    private static HttpRequestMessage ToBinding(World world, Delivery delivery) =>
        new(HttpMethod.Post, $"http://127.0.0.1:{world.SidecarPort}/v1.0/bindings/webhook")
        {
            Content = JsonContent.Create(new
            {
                operation = "post",
                data = new { id = delivery.Id, status = delivery.Status, detail = delivery.Detail },
                metadata = new Dictionary<string, string>
                {
                    [EgressHeaders.Url] = Receiver.Url(world.ReceiverPort),
                    [EgressHeaders.WebhookId] = delivery.WebhookId,
                    [EgressHeaders.Sequence] = delivery.Sequence.ToString(CultureInfo.InvariantCulture),
                    [EgressHeaders.Attempt] = delivery.Attempt.ToString(CultureInfo.InvariantCulture),
                },
            }),
        };
}
