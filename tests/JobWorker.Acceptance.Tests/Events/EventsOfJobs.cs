using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Events;

/// <summary>Whether a subscriber hears of everything that happens to jobs.</summary>
public sealed class EventsOfJobs
{
    private const int Jobs = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task All_reach_a_subscriber_in_order_though_the_worker_is_killed_twice()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var redisPort = Ports.Free();
        var folder = Directory.CreateTempSubdirectory("events-");
        try
        {
            await using var redis = new RedisServer(folder.FullName, redisPort);
            await redis.StartAsync();
            await using var listener = await EventListener.StartAsync(redisPort);
            await using var world = await World.StartAsync(new WorldOptions
            {
                Redis = true,
                Worker = new Dictionary<string, string?> { ["Events__PubSub"] = EventListener.Component },
                ComponentFiles = new Dictionary<string, string> { ["feed.yaml"] = EventListener.Yaml(redisPort) },
            });
            await world.StartReceiverAsync();
            var ids = Enumerable.Range(0, Jobs).Select(_ => JobMessages.NewId()).ToList();

            world.Queue([.. ids.Select(id => JobMessages.Shell(id, "sleep 1", Receiver.Url(world.ReceiverPort)))]);
            await KillAsync(world, listener, after: 10);
            await KillAsync(world, listener, after: 60);

            foreach (var id in ids)
            {
                await world.FinishedAsync(id);
                await AssertWholeAsync(world, listener, id);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task KillAsync(World world, EventListener listener, int after)
    {
        await world.WaitAsync($"{after} events", Patience, () => Task.FromResult(listener.Taken.Count >= after ? world : null));
        await world.Worker!.KillAsync();
        world.StartWorker();
    }

    private static async Task AssertWholeAsync(World world, EventListener listener, string id)
    {
        var story = await world.WaitAsync($"the events of {id}", Patience, async () =>
        {
            var recorded = await world.Api.EventsAsync(id);

            return Told(listener, id).Count >= recorded.Count ? recorded : null;
        });

        var told = Told(listener, id);
        Assert.Equal(Enumerable.Range(1, story.Count).Select(v => $"{id}:{v}"), told.Select(e => e.GetProperty("id").GetString()));
        Assert.Equal(story.Select(e => e.GetRawText()), told.Select(e => e.GetProperty("data").GetRawText()), Same);
        Assert.All(told, e => Assert.StartsWith("dev.jobworker.job.", e.GetProperty("type").GetString(), StringComparison.Ordinal));
        Assert.All(told, e => Assert.Equal("/jobworker", e.GetProperty("source").GetString()));
        Assert.Contains(told, e => e.GetProperty("type").GetString() == "dev.jobworker.job.callback-delivered.v1");
    }

    private static bool Same(string one, string other)
    {
        using var a = JsonDocument.Parse(one);
        using var b = JsonDocument.Parse(other);

        return JsonElement.DeepEquals(a.RootElement, b.RootElement);
    }

    /// <summary>Each event once, in the order of its first arrival.</summary>
    private static IReadOnlyList<JsonElement> Told(EventListener listener, string id) =>
    [
        .. listener.Taken
            .Where(e => e.GetProperty("subject").GetString() == id)
            .DistinctBy(e => e.GetProperty("id").GetString()),
    ];
}
