using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Callbacks;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Ojs;

/// <summary>Webhook subscriptions, over real sidecars: from the queue to the receiver.</summary>
public sealed class EventsForSubscribers
{
    private const int Jobs = 30;
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task All_come_signed_both_ways_though_the_receiver_was_down_and_the_worker_killed_meanwhile()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var world = await World.StartAsync(new WorldOptions
        {
            Redis = true,
            StartCluster = false,
            Worker = Enumerable.Range(0, 20).ToDictionary(n => $"Callbacks__Schedule__{n}", _ => (string?)"00:00:00.500"),
        });
        var port = Ports.Free();
        var subscription = await SubscribeAsync(world, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hook"));
        using var cycles = new Cycles([$"http://127.0.0.1:{world.Replicas[0].PublicPort}"], "told");

        await cycles.EnqueueAsync(Jobs);
        await WaitAsync(world, "an attempt", async () => (await DeliveriesAsync(world)).Any(d => (int)d!["attempts"]! > 0));
        await world.Worker!.KillAsync();
        world.StartWorker();
        await cycles.WorkAsync("w", Jobs).WaitAsync(Patience);
        await world.Worker!.KillAsync();
        world.StartWorker();
        await using var tap = await Tap.StartAsync(port);
        await WaitAsync(world, "all events", () => Task.FromResult(Told(tap).Distinct().Count() == 2 * Jobs));
        await WaitAsync(world, "all deliveries to be over", async () =>
            (await DeliveriesAsync(world)).All(delivery => (string?)delivery!["status"] == "delivered"));

        var expected = cycles.Accepted.SelectMany(id => (string[])[$"{id} job.completed", $"{id} job.enqueued"]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Told(tap).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2 * Jobs, tap.All.Select(t => t.Headers["webhook-id"]).Distinct().Count());
        Assert.All(tap.All, told => AssertSigned(told, subscription));
        Assert.All(
            await Proof.VerifyAsync(tap.All.Select(told => new Proof(Secret, told.Headers, told.Body))),
            taken => Assert.All(taken, library => Assert.True(library.Value, library.Key)));
    }

    [SkippableFact]
    public async Task Are_tried_out_and_end_where_the_receiver_refuses_them()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, StartCluster = false });
        var port = Ports.Free();
        await using var receiver = await GoneReceiver.StartAsync(port);
        var id = await SubscribeAsync(world, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

        var (_, tried) = await world.Api.PostAsync($"/ojs/v1/webhooks/subscriptions/{id}/test", "{}");
        using var cycles = new Cycles([$"http://127.0.0.1:{world.Replicas[0].PublicPort}"], "told");
        await cycles.EnqueueAsync(1);

        Assert.Equal("""{"success":false,"status_code":410""", tried[..tried.IndexOf(",\"response_time_ms", StringComparison.Ordinal)]);
        await WaitAsync(world, "a dead delivery", async () =>
            (await DeliveriesAsync(world)).SingleOrDefault() is { } one && (string?)one["status"] == "dead" && (int)one["attempts"]! == 1);
    }

    private static async Task<string> SubscribeAsync(World world, string url)
    {
        var (status, body) = await world.Api.PostAsync(
            "/ojs/v1/webhooks/subscriptions",
            $$$"""{"url":"{{{url}}}","events":["job.enqueued","job.completed"],"filter":{"queues":["told"]},"secret":"{{{Secret}}}"}""");
        Assert.True(status == 201, body);

        return (string)JsonNode.Parse(body)!["subscription"]!["id"]!;
    }

    /// <summary>Those that are remembered in the queue; a worker that is just starting has none to tell of.</summary>
    private static async Task<JsonArray> DeliveriesAsync(World world) =>
        await world.Api.GetAsync("/ojs/v1/webhooks/deliveries?limit=100") is (200, var body)
            ? JsonNode.Parse(body)!["deliveries"]!.AsArray()
            : [];

    private static Task<World> WaitAsync(World world, string what, Func<Task<bool>> holds) =>
        world.WaitAsync(what, Patience, async () => await holds() ? world : null);

    private static IEnumerable<string> Told(Tap tap) => tap.All.Select(told =>
        JsonNode.Parse(told.Body)! is var e ? $"{e["subject"]} {e["type"]}" : "");

    private static void AssertSigned(Tapped told, string subscription)
    {
        var (headers, body) = (told.Headers, Encoding.UTF8.GetString(told.Body));
        var ojs = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{headers["x-ojs-timestamp"]}.{body}"));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(ojs), headers["x-ojs-signature"]);
        Assert.Equal((headers["webhook-id"], subscription), (headers["x-ojs-delivery-id"], headers["x-ojs-subscription-id"]));
        Assert.Equal((string?)JsonNode.Parse(body)!["type"], headers["x-ojs-event-type"]);
    }
}
