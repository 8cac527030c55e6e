using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class ADependencyThatIsAway
{
    private const string Later = """jobworker_messages_total{outcome="Later"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task As_the_API_server_at_start_leaves_messages_in_the_queue_until_it_comes()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, StartCluster = false });
        var id = JobMessages.NewId();

        var (status, body) = await world.Api.GetAsync("/readyz");
        world.Queue(JobMessages.Shell(id, "true"));
        await world.WaitAsync("the message to be held", Patience, async () =>
            world.Unacknowledged() == 1 && await world.Api.MetricAsync(Later) > 0 ? world : null);

        Assert.Equal(503, status);
        Assert.NotEqual("ok", JsonDocument.Parse(body).RootElement.GetProperty("kubernetes").GetString());
        Assert.Equal(200, (await world.Api.GetAsync("/livez")).Status);
        Assert.Null(await world.Api.JobAsync(id));

        await world.StartClusterAsync();
        Assert.Equal("succeeded", (await world.FinishedAsync(id)).State);
        await world.AcknowledgedAsync();
    }

    [SkippableFact]
    public async Task As_Redis_killed_in_the_middle_of_a_burst_loses_nothing_and_doubles_nothing()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions { Redis = true });
        var ids = Enumerable.Range(0, 40).Select(_ => JobMessages.NewId()).ToList();

        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "true"))]);
        await world.JobAsync(ids[0], "to be created", j => j.JobName is not null);
        await world.Redis!.Process.KillAsync();
        await world.WaitAsync("the worker to notice", Patience, async () =>
            (await world.Api.GetAsync("/readyz")).Status == 503 ? world : null);
        await world.Redis.StartAsync();

        foreach (var id in ids)
        {
            Assert.Equal("succeeded", (await world.FinishedAsync(id)).State);
        }

        Assert.Equal(ids.Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
    }

    [SkippableFact]
    public async Task As_Redis_that_hangs_for_a_while_loses_nothing_and_doubles_nothing()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions { Redis = true });
        var ids = Enumerable.Range(0, 20).Select(_ => JobMessages.NewId()).ToList();

        world.Queue([.. ids.Select(id => JobMessages.Shell(id, "true"))]);
        await world.Redis!.Process.SignalAsync("STOP");
        await world.WaitAsync("the worker to notice", Patience, async () =>
            (await world.Api.GetAsync("/readyz")).Status == 503 ? world : null);
        await world.Redis.Process.SignalAsync("CONT");

        foreach (var id in ids)
        {
            Assert.Equal("succeeded", (await world.FinishedAsync(id)).State);
        }

        Assert.Equal(ids.Order(), (await world.ClusterApi.JobsAsync()).Select(j => j.Id!).Order());
    }
}
