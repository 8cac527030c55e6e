using System.Globalization;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Ojs;

public sealed class QueuesUnderFire
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Twenty thousand cycles and twenty kills where there is time: set by the environment.</summary>
    private static int Jobs => Number("JOBWORKER_TEST_OJS_CYCLES", 1_500);

    private static int Kills => Number("JOBWORKER_TEST_OJS_KILLS", 3);

    [SkippableFact]
    public async Task Lose_no_job_and_acknowledge_none_twice_when_the_worker_is_killed_again_and_again()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions
        {
            Redis = true,
            StartCluster = false,
            // So that kills hit checkpoints too.
            Worker = new Dictionary<string, string?> { ["Ojs__CheckpointEvents"] = "50" },
        });
        using var cycles = new Cycles([Address(world.Replicas[0])], "fire");
        var done = RunAsync(cycles, clients: 8, workers: 24);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var enough = Jobs * kill / (Kills + 1);
            await world.WaitAsync($"{enough} jobs to be done", Patience, () => Task.FromResult(cycles.Acked >= enough ? world : null));
            await world.Worker!.KillAsync();
            world.StartWorker();
        }

        await done.WaitAsync(Patience);

        await AssertWholeAsync(cycles);
    }

    [SkippableFact]
    public async Task Are_shared_by_replicas_without_any_job_fetched_twice()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(SeveralReplicas.Of(2) with
        {
            StartCluster = false,
            Worker = new Dictionary<string, string?> { ["Leadership__Mode"] = "AllReplicas" },
        });
        using var cycles = new Cycles([.. world.Replicas.Select(Address)], "shared");

        await RunAsync(cycles, clients: 4, workers: 12).WaitAsync(Patience);

        await AssertWholeAsync(cycles);
        Assert.All(cycles.Fetched, fetched => Assert.Equal(1, fetched.Attempt));
    }

    private static async Task RunAsync(Cycles cycles, int clients, int workers) => await Task.WhenAll(
    [
        .. Enumerable.Range(0, clients).Select(_ => cycles.EnqueueAsync(Jobs / clients)),
        .. Enumerable.Range(0, workers).Select(n => cycles.WorkAsync($"w{n}", Jobs / clients * clients)),
    ]);

    private static async Task AssertWholeAsync(Cycles cycles)
    {
        var accepted = cycles.Accepted.Order().ToList();
        Assert.Equal(accepted.Count, accepted.Distinct().Count());
        Assert.Equal(accepted, cycles.Acks.Keys.Order());
        Assert.All(cycles.Acks, ack => Assert.Equal(1, ack.Value));
        Assert.All(cycles.Fetched.GroupBy(f => (f.Id, f.Attempt)), same => Assert.Single(same));
        foreach (var id in accepted.Where((_, n) => n % 100 == 0))
        {
            Assert.Equal("completed", (await cycles.StateAsync(id)).State);
        }
    }

    private static string Address(Replica replica) => $"http://127.0.0.1:{replica.PublicPort}";

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
