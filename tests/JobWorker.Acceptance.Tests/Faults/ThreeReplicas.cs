using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class ThreeReplicas
{
    private const int Messages = 300;
    private const int Kills = 3;

    /// <summary>A lease of 8 s, two tries of half a second, and what a busy machine adds.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(8 + (2 * 0.5) + 1.5);

    [SkippableFact]
    public async Task Lose_nothing_and_double_nothing_when_the_leader_is_killed_three_times()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(SeveralReplicas.Of(3));
        await world.StartReceiverAsync();
        var ids = Enumerable.Range(0, Messages).Select(_ => JobMessages.NewId()).ToList();
        var reigns = new Reigns();

        foreach (var some in ids.Chunk(Messages / Kills))
        {
            var leader = await world.LeaderAsync();
            world.Queue([.. some.Select(id => JobMessages.Shell(id, "sleep 1", Receiver.Url(world.ReceiverPort)))]);
            await leader.Api.WaitForAsync(world, some[0]);
            await KillAsync(reigns, leader);
            world.StartWorker(leader);
        }

        await AssertWholeAsync(world, await world.LeaderAsync(), ids);
        foreach (var replica in world.Replicas)
        {
            reigns.Add(replica.Name, replica.Worker!.Output, ended: null);
        }

        reigns.AssertNoTwoAtOnce(atLeast: Kills + 1);
        Assert.InRange(reigns.LongestGap, TimeSpan.Zero, TakeOver);
    }

    [SkippableFact]
    public async Task Lose_nothing_and_double_nothing_when_the_leader_is_killed_together_with_its_sidecar()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(SeveralReplicas.Of(3));
        await world.StartReceiverAsync();
        var ids = Enumerable.Range(0, 20).Select(_ => JobMessages.NewId()).ToList();

        var leader = await world.LeaderAsync();
        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "sleep 1", Receiver.Url(world.ReceiverPort)))]);
        await leader.Api.WaitForAsync(world, ids[0]);
        await leader.Sidecar!.KillAsync();
        await leader.Worker!.KillAsync();

        await AssertWholeAsync(world, await world.LeaderAsync(), ids);
    }

    private static async Task KillAsync(Reigns reigns, Replica replica)
    {
        await replica.Worker!.KillAsync();
        reigns.Add(replica.Name, replica.Worker.Output, ended: TimeProvider.System.GetLocalNow().TimeOfDay);
    }

    private static async Task AssertWholeAsync(World world, Replica leader, List<string> ids)
    {
        foreach (var id in ids)
        {
            var job = await leader.Api.WaitForAsync(world, id, over: true);
            Assert.Equal("succeeded", job.State);
            Assert.Single(job.Events, "JobCreated");
            Assert.Equal([0, 1, 2], world.Receiver!.For(id).Once().Select(d => d.Status));
        }

        Assert.Equal(ids.Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
    }
}
