using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Events;

/// <summary>What an outage of the broker of events does to jobs, and to events.</summary>
public sealed class ABrokerThatIsAway
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task Holds_up_no_job_and_gets_every_event_when_it_is_back()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var folder = Directory.CreateTempSubdirectory("events-");
        try
        {
            await using var redis = new RedisServer(folder.FullName, Ports.Free());
            await redis.StartAsync();
            await using var world = await World.StartAsync(new WorldOptions
            {
                Redis = true,
                Worker = new Dictionary<string, string?> { ["Events__PubSub"] = EventListener.Component },
                ComponentFiles = new Dictionary<string, string> { ["feed.yaml"] = EventListener.Yaml(redis.Port) },
            });
            await world.StartReceiverAsync();
            await redis.Process.KillAsync();
            var id = JobMessages.NewId();

            world.Queue(JobMessages.Shell(id, "echo done", Receiver.Url(world.ReceiverPort)));
            await world.ToldAsync(id, status: 2);
            await world.FinishedAsync(id);
            await world.WaitAsync("the Job to be let go", Patience, async () =>
                IsHeld(await world.ClusterApi.JobAsync(id)) ? null : world);
            Assert.True(await world.Api.MetricAsync("jobworker_events_behind") > 0);
            Assert.True(await world.Api.MetricAsync("jobworker_events_failed_total") > 0);

            await redis.StartAsync();
            var recorded = await world.Api.EventsAsync(id);
            var told = await world.WaitAsync("the events", Patience, () => Task.FromResult(
                VersionsIn(redis) is { } versions && versions.Count >= recorded.Count ? versions : null));
            Assert.Equal(Enumerable.Range(1, recorded.Count), told);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsHeld(JsonElement job) =>
        job.GetProperty("metadata").TryGetProperty("finalizers", out var finalizers) && finalizers.GetArrayLength() > 0;

    /// <summary>The versions on the topic, each once, in the order of their first arrival.</summary>
    private static List<int> VersionsIn(RedisServer redis)
    {
        using var connection = redis.Connect();
        var entries = (object?[])connection.Call("XRANGE", "job-events", "-", "+")!;

        return [.. entries.Select(entry => Version((object?[])((object?[])entry!)[1]!)).Distinct()];
    }

    private static int Version(object?[] fields)
    {
        var data = (string)fields[Array.FindIndex(fields, field => field is "data") + 1]!;
        using var document = JsonDocument.Parse(data);

        return document.RootElement.GetProperty("data").GetProperty("version").GetInt32();
    }
}
