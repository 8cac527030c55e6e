using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class APause(RedisWorld fixture) : IClassFixture<RedisWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task Leaves_messages_in_the_queue_and_jobs_that_run_alone()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var (world, running) = (fixture.World, JobMessages.NewId());
        var ids = Enumerable.Range(0, 5).Select(_ => JobMessages.NewId()).ToList();
        world.Queue(JobMessages.Shell(running, "sleep 3", Receiver.Url(world.ReceiverPort)));
        await world.ToldAsync(running, status: 0);

        Assert.Equal(("paused", 200), await SwitchAsync(world, "pause"));
        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "true"))]);
        await world.ToldAsync(running, status: 2);
        await world.WaitAsync("the messages to be held", Patience, async () =>
            world.Unacknowledged() == ids.Count && await world.Api.MetricAsync("""jobworker_messages_total{outcome="Later"}""") > 0
                ? world : null);
        Assert.All(ids, id => Assert.Null(world.Api.JobAsync(id).Result));

        Assert.Equal(("open", 200), await SwitchAsync(world, "resume"));
        foreach (var id in ids)
        {
            Assert.Equal("succeeded", (await world.FinishedAsync(id)).State);
        }

        await world.WaitAsync("the queue to be empty", Patience, () => Task.FromResult(world.Unacknowledged() == 0 ? world : null));
    }

    private static async Task<(string State, int Status)> SwitchAsync(World world, string verb)
    {
        var (status, intake) = await world.Api.SwitchIntakeAsync(verb);

        return (intake.GetProperty("state").GetString()!, status);
    }
}
