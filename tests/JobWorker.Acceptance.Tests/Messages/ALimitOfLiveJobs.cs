using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class ALimitOfLiveJobs
{
    private const int Limit = 2;

    [SkippableFact]
    public async Task Leaves_messages_in_the_queue_until_there_is_room()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions
        {
            Redis = true,
            Worker = new Dictionary<string, string?> { ["Intake__MaxLiveJobs"] = $"{Limit}" },
        });
        var ids = Enumerable.Range(0, 6).Select(_ => JobMessages.NewId()).ToList();
        var most = 0;

        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "sleep 1"))]);
        foreach (var id in ids)
        {
            var job = await world.JobAsync(id, "to be over", j =>
            {
                most = Math.Max(most, (int)world.Api.MetricAsync("jobworker_live_jobs").Result);
                return j.IsOver;
            });
            Assert.Equal("succeeded", job.State);
        }

        // One more may have come in before the watch showed the last.
        Assert.InRange(most, 1, Limit + 1);
        Assert.True(await world.Api.MetricAsync("""jobworker_messages_total{outcome="Later"}""") > 0);
    }
}
