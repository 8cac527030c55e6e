using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class ALeaderThatGoes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _id = JobMessages.NewId();

    [SkippableFact]
    public async Task In_good_order_hands_over_at_once_and_its_job_is_told_by_the_other()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync();
        var leader = await world.LeaderAsync();
        world.Queue(JobMessages.Shell(_id, "sleep 3", Receiver.Url(world.ReceiverPort)));
        await world.ToldAsync(_id, status: 0);

        await leader.Worker!.SignalAsync("TERM");
        Assert.True(await leader.Worker.EndsWithinAsync(TimeSpan.FromSeconds(10)), leader.Worker.Output);
        var other = await world.LeaderAsync();
        await world.ToldAsync(_id, status: 2);
        var job = await other.Api.WaitForAsync(world, _id, over: true);

        Assert.Equal("succeeded", job.State);
        Assert.Contains("work under way finished", leader.Worker.Output, StringComparison.Ordinal);
        var reigns = new Reigns();
        reigns.Add(leader.Name, leader.Worker.Output, ended: null);
        reigns.Add(other.Name, other.Worker!.Output, ended: null);
        reigns.AssertNoTwoAtOnce(atLeast: 2);
        Assert.InRange(reigns.LongestGap, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [SkippableFact]
    public async Task To_sleep_wakes_as_a_follower()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync();
        var sleeper = await world.LeaderAsync();

        await sleeper.Worker!.SignalAsync("STOP");
        var other = await world.LeaderAsync(not: sleeper);
        await sleeper.Worker.SignalAsync("CONT");
        await world.WaitAsync("the sleeper to answer", Patience, async () =>
        {
            Assert.False(await sleeper.Api.LeadsAsync());
            return world;
        });

        // Until its sidecar knows, that one may still take a message, which then waits for the queue's processing timeout.
        await world.WaitAsync("the sleeper's sidecar to stop", Patience, () => Task.FromResult(
            sleeper.Sidecar!.Output.Contains("The app is not healthy", StringComparison.Ordinal) ? world : null));
        world.Queue(JobMessages.Shell(_id, "true", Receiver.Url(world.ReceiverPort)));
        var job = await other.Api.WaitForAsync(world, _id, over: true);

        Assert.Equal("succeeded", job.State);
        Assert.True(await other.Api.LeadsAsync());
        Assert.Single(await world.ClusterApi.JobsOfAsync(_id));
        Assert.Equal([0, 1, 2], world.Receiver!.For(_id).Once().Select(d => d.Status));
    }

    /// <summary>Awake again, it finds news that came while it slept: they are no business of its any more.</summary>
    [SkippableFact]
    public async Task To_sleep_while_jobs_run_does_nothing_more_for_them_when_it_wakes()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync();
        var sleeper = await world.LeaderAsync();
        var ids = Enumerable.Range(0, 10).Select(_ => JobMessages.NewId()).ToList();
        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "sleep 6", Receiver.Url(world.ReceiverPort)))]);
        foreach (var id in ids)
        {
            await sleeper.Api.WaitForAsync(world, id, "settled", job => job.Callbacks is [.., { Status: 1, State: "delivered" }]);
        }

        await sleeper.Worker!.SignalAsync("STOP");
        var (asleep, done) = (TimeProvider.System.GetLocalNow().TimeOfDay, Records(sleeper));
        var other = await world.LeaderAsync(not: sleeper);
        foreach (var id in ids)
        {
            Assert.Equal("succeeded", (await other.Api.WaitForAsync(world, id, over: true)).State);
        }

        await sleeper.Worker.SignalAsync("CONT");
        await world.WaitAsync("the sleeper to know", Patience, async () =>
            sleeper.Worker.Output.Contains("leads no more", StringComparison.Ordinal) && !await sleeper.Api.LeadsAsync() ? world : null);
        await world.WaitAsync("the sleeper to be ready to take over", Patience, async () =>
            await sleeper.Api.GetAsync("/readyz") is (200, _) ? world : null);

        Assert.Equal(done, Records(sleeper));
        Assert.All(ids, id => Assert.Equal([0, 1, 2], world.Receiver!.For(id).Select(d => d.Status)));
        Assert.Equal(ids.Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
        var reigns = new Reigns();
        reigns.Add(sleeper.Name, sleeper.Worker.Output, ended: asleep);
        reigns.Add(other.Name, other.Worker!.Output, ended: null);
        reigns.AssertNoTwoAtOnce(atLeast: 2);
    }

    /// <summary>Events this replica has recorded.</summary>
    private static int Records(Replica replica) =>
        replica.Worker!.Output.Split('\n').Count(line => line.Contains(" recorded, now ", StringComparison.Ordinal));

    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync(SeveralReplicas.Of(2));
        await world.StartReceiverAsync();

        return world;
    }
}
