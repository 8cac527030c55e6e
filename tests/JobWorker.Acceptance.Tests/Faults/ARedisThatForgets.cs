using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

/// <summary>What Redis held is gone, while jobs run: they end in peace, and the worker goes on with what comes next.</summary>
public sealed class ARedisThatForgets
{
    private readonly List<string> _running = [.. Enumerable.Range(0, 5).Select(_ => JobMessages.NewId())];
    private readonly List<string> _later = [.. Enumerable.Range(0, 5).Select(_ => JobMessages.NewId())];

    [SkippableFact]
    public async Task By_FLUSHALL_takes_what_comes_next()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync();

        using (var redis = world.Redis!.Connect())
        {
            redis.Call("FLUSHALL");
        }

        await AssertGoesOnAsync(world);
    }

    [SkippableFact]
    public async Task By_a_restart_without_persistence_takes_what_comes_next()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync();

        await world.Redis!.ForgetAsync();
        await world.Redis.StartAsync();

        await AssertGoesOnAsync(world);
    }

    [SkippableFact]
    public async Task Its_consumer_group_reads_the_stream_again_and_runs_nothing_twice()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await StartAsync();

        using (var redis = world.Redis!.Connect())
        {
            redis.Call("XGROUP", "DESTROY", "jobs", "jobworker");
        }

        world.Queue([.. _later.Select(id => JobMessages.Shell(id, "true"))]);
        foreach (var id in _later.Concat(_running))
        {
            var job = await world.FinishedAsync(id);
            Assert.Equal("succeeded", job.State);
            Assert.Single(job.Events, "JobCreated");
        }

        Assert.Equal(_running.Concat(_later).Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
    }

    /// <summary>A world in which five jobs run.</summary>
    private async Task<World> StartAsync()
    {
        var world = await World.StartAsync(new WorldOptions { Redis = true });
        world.Queue([.. _running.Select(id => JobMessages.Shell(id, "sleep 4"))]);
        foreach (var id in _running)
        {
            await world.JobAsync(id, "to run", job => job.State == "running");
        }

        return world;
    }

    private async Task AssertGoesOnAsync(World world)
    {
        world.Queue([.. _later.Select(id => JobMessages.Shell(id, "true"))]);
        foreach (var id in _later)
        {
            Assert.Equal("succeeded", (await world.FinishedAsync(id)).State);
        }

        await world.WaitAsync("the jobs nobody knows any more to be let go", TimeSpan.FromSeconds(40), () => Task.FromResult(
            _running.All(id => world.Worker!.Output.Contains($"Job {id} has no journal", StringComparison.Ordinal)) ? world : null));
        await world.WaitForWorkerAsync();
        Assert.Equal(_running.Concat(_later).Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
    }
}
