using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class APause(RedisAsShipped fixture) : IClassFixture<RedisAsShipped>
{
    private const string Later = """jobworker_messages_total{outcome="Later"}""";
    private const string Accepted = """jobworker_messages_total{outcome="Accepted"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);

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
            world.Unacknowledged() == ids.Count && await world.Api.MetricAsync(Later) > 0 ? world : null);
        Assert.All(ids, id => Assert.Null(world.Api.JobAsync(id).Result));

        Assert.Equal(("open", 200), await SwitchAsync(world, "resume"));
        foreach (var id in ids)
        {
            Assert.Equal("succeeded", (await world.FinishedAsync(id)).State);
        }

        await world.AcknowledgedAsync();
    }

    [SkippableFact]
    public async Task Of_half_a_minute_takes_nothing_and_loses_nothing()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        var ids = Enumerable.Range(0, 50).Select(_ => JobMessages.NewId()).ToList();
        var accepted = await world.Api.MetricAsync(Accepted);

        Assert.Equal(("paused", 200), await SwitchAsync(world, "pause"));
        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "true"))]);
        for (var begin = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begin) < HalfAMinute;)
        {
            Assert.Equal(accepted, await world.Api.MetricAsync(Accepted));
            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }

        Assert.All(ids, id => Assert.Null(world.Api.JobAsync(id).Result));
        Assert.Equal(("open", 200), await SwitchAsync(world, "resume"));
        foreach (var id in ids)
        {
            var job = await world.FinishedAsync(id);
            Assert.Equal("succeeded", job.State);
            Assert.Single(job.Events, "JobCreated");
        }

        await world.AcknowledgedAsync();
        Assert.Equal(accepted + ids.Count, await world.Api.MetricAsync(Accepted));
    }

    private static async Task<(string State, int Status)> SwitchAsync(World world, string verb)
    {
        var (status, intake) = await world.Api.SwitchIntakeAsync(verb);

        return (intake.GetProperty("state").GetString()!, status);
    }
}
