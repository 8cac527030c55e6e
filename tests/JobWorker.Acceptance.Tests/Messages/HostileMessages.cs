using System.Text;
using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class HostileMessages(RedisWorld fixture) : IClassFixture<RedisWorld>
{
    private const int Count = 1000;

    [SkippableFact]
    public async Task Neither_stall_the_queue_nor_go_unseen()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        var hostile = new HostileGenerator(seed: 7).Take(Count).ToList();
        var good = JobMessages.NewId();

        using (var redis = world.Redis!.Connect())
        {
            redis.Add("jobs", [.. hostile.Select(h => h.Bytes), JobMessages.Shell(good, "true").Bytes()]);
        }

        Assert.Equal("succeeded", (await world.FinishedAsync(good)).State);
        await world.AcknowledgedAsync();
        await AssertRejectedAsync(world, hostile);
        await AssertDeadAsync(world, hostile);
    }

    private static async Task AssertRejectedAsync(World world, List<Hostile> hostile)
    {
        foreach (var message in hostile.Where(h => h.Id is not null))
        {
            var rejected = (await OnlyEventAsync(world, message)).GetProperty("event");

            Assert.Equal("job.rejected.v1", rejected.GetProperty("type").GetString());
            Assert.Contains(
                rejected.GetProperty("violations").EnumerateArray(),
                v => v.GetProperty("field").GetString()!.StartsWith(message.Field!, StringComparison.Ordinal));
        }
    }

    private static async Task<JsonElement> OnlyEventAsync(World world, Hostile message)
    {
        var events = await world.Api.EventsAsync(message.Id!);
        var text = Encoding.UTF8.GetString(message.Bytes.AsSpan(0, Math.Min(200, message.Bytes.Length)));
        Assert.True(events is [_], $"{events.Count} events of {message.Id}, which was sent as {text}");

        return events[0];
    }

    private static async Task AssertDeadAsync(World world, List<Hostile> hostile)
    {
        var dead = await world.Api.DeadLettersAsync();

        Assert.All(dead, letter => Assert.NotEmpty(letter.GetProperty("reason").GetString()!));
        Assert.Equal(hostile.Count(h => h.Id is null), dead.Count);
    }
}
