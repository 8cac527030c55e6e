using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class AKilledProcess(RedisWorld fixture) : IClassFixture<RedisWorld>
{
    private readonly string _id = JobMessages.NewId();

    [SkippableFact]
    public async Task Of_the_worker_loses_no_callback_and_runs_nothing_twice()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        world.Queue(JobMessages.Shell(_id, "sleep 3", Receiver.Url(world.ReceiverPort)));

        await world.ToldAsync(_id, status: 0);
        await world.Worker!.KillAsync();
        world.StartWorker();

        await AssertWholeAsync(world);
    }

    [SkippableFact]
    public async Task Of_the_sidecar_loses_no_callback_and_runs_nothing_twice()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        world.Queue(JobMessages.Shell(_id, "sleep 3", Receiver.Url(world.ReceiverPort)));

        await world.ToldAsync(_id, status: 0);
        await world.Sidecar!.KillAsync();
        world.StartSidecar();

        await AssertWholeAsync(world);
    }

    [SkippableFact]
    public async Task Of_the_worker_while_the_job_ends_still_tells_its_outcome()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        world.Queue(JobMessages.Shell(_id, "sleep 1", Receiver.Url(world.ReceiverPort)));

        await world.ToldAsync(_id, status: 0);
        var job = await world.JobAsync(_id, "to have a name", j => j.JobName is not null);
        await world.Worker!.KillAsync();
        await world.WaitAsync("the pod to end", TimeSpan.FromSeconds(20), async () =>
            (await world.ClusterApi.PodPhasesAsync(job.JobName!)).Contains("Succeeded") ? world : null);
        world.StartWorker();

        await AssertWholeAsync(world);
    }

    private async Task AssertWholeAsync(World world)
    {
        var told = await world.ToldAsync(_id, status: 2);
        var job = await world.FinishedAsync(_id);

        Assert.Equal([0, 1, 2], told.Once().Select(d => d.Status));
        Assert.Equal("succeeded", job.State);
        Assert.Single(job.Events, "JobCreated");
        Assert.Single(await world.ClusterApi.JobsOfAsync(_id));
    }
}
