using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class ReplicasThatAllWork
{
    private const int Messages = 100;

    [SkippableFact]
    public async Task Lose_nothing_and_double_nothing_when_one_is_killed_with_its_sidecar()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var options = SeveralReplicas.Of(3);
        await using var world = await World.StartAsync(options with
        {
            Worker = new Dictionary<string, string?> { ["Leadership__Mode"] = "AllReplicas" },
        });
        await world.StartReceiverAsync();
        await world.WaitAsync("a place for each replica", TimeSpan.FromSeconds(60), async () =>
            (await RuntimesAsync(world)).All(runtime => runtime.GetProperty("hostReady").GetBoolean()) ? world : null);
        var ids = Enumerable.Range(0, Messages).Select(_ => JobMessages.NewId()).ToList();

        world.Queue([.. ids.Take(Messages / 2).Select(id => Message(world, id))]);
        await world.WaitAsync("a fifth of the jobs to be told", TimeSpan.FromSeconds(60), () => Task.FromResult(
            ids.Count(id => world.Receiver!.For(id).Any(told => told.Status == 0)) >= Messages / 5 ? world : null));
        var hosts = await HostsAsync(world);
        Assert.Equal(3, hosts.Count);
        Assert.All(hosts, actors => Assert.True(actors > 0, "a replica has no actors"));

        await Task.WhenAll(world.Replicas[0].Sidecar!.KillAsync(), world.Replicas[0].Worker!.KillAsync());
        world.Queue([.. ids.Skip(Messages / 2).Select(id => Message(world, id))]);

        await AssertWholeAsync(world, world.Replicas[1], ids);
    }

    private static System.Text.Json.Nodes.JsonObject Message(World world, string id) =>
        JobMessages.Shell(id, "sleep 1", Receiver.Url(world.ReceiverPort));

    /// <summary>How many job actors each sidecar has.</summary>
    private static async Task<IReadOnlyList<int>> HostsAsync(World world) =>
    [
        .. (await RuntimesAsync(world)).Select(runtime => runtime.GetProperty("activeActors").EnumerateArray()
            .Sum(type => type.GetProperty("count").GetInt32())),
    ];

    /// <summary>What each sidecar says of its actors.</summary>
    private static async Task<IReadOnlyList<JsonElement>> RuntimesAsync(World world)
    {
        using var http = new HttpClient();
        var found = new List<JsonElement>();
        foreach (var replica in world.Replicas)
        {
            using var metadata = JsonDocument.Parse(
                await http.GetStringAsync(new Uri($"http://127.0.0.1:{replica.SidecarPort}/v1.0/metadata")));
            found.Add(metadata.RootElement.GetProperty("actorRuntime").Clone());
        }

        return found;
    }

    private static async Task AssertWholeAsync(World world, Replica asked, List<string> ids)
    {
        foreach (var id in ids)
        {
            var job = await asked.Api.WaitForAsync(world, id, over: true);
            Assert.Equal("succeeded", job.State);
            Assert.Single(job.Events, "JobCreated");
            Assert.Equal([0, 1, 2], world.Receiver!.For(id).Once().Select(told => told.Status));
        }

        Assert.Equal(ids.Order(), (await world.ClusterApi.JobsAsync()).Select(job => job.Id!).Order());
    }
}
