using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class ThreeReplicas
{
    private const int Messages = 60;

    [SkippableFact]
    public async Task Lose_nothing_and_double_nothing_when_the_leader_is_killed_twice()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(SeveralReplicas.Of(3));
        await world.StartReceiverAsync();
        var ids = Enumerable.Range(0, Messages).Select(_ => JobMessages.NewId()).ToList();
        var reigns = new Reigns();

        world.Queue(Some(world, ids, 0));
        var first = await world.LeaderAsync();
        await first.Api.WaitForAsync(world, ids[0]);
        await KillAsync(reigns, first);
        world.StartWorker(first);

        world.Queue(Some(world, ids, 1));
        var second = await world.LeaderAsync();
        await second.Api.WaitForAsync(world, ids[Messages / 3]);
        await second.Sidecar!.KillAsync();
        await KillAsync(reigns, second);

        world.Queue(Some(world, ids, 2));
        var third = await world.LeaderAsync();
        await AssertWholeAsync(world, third, ids);

        foreach (var replica in world.Replicas.Where(r => !r.Worker!.HasEnded))
        {
            reigns.Add(replica.Name, replica.Worker!.Output, ended: null);
        }

        reigns.AssertNoTwoAtOnce(atLeast: 3);
    }

    private static System.Text.Json.Nodes.JsonObject[] Some(World world, List<string> ids, int third) =>
    [
        .. ids.Skip(third * Messages / 3).Take(Messages / 3)
            .Select(id => JobMessages.Shell(id, "sleep 1", Receiver.Url(world.ReceiverPort))),
    ];

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
