using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Messages;

public sealed class AMessageInRedis(RedisWorld fixture) : IClassFixture<RedisWorld>
{
    /// <summary>One second is promised; the rest is for a machine that does something else as well.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    [SkippableFact]
    public async Task Alone_has_its_job_within_a_second()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        await StoryOfAJob.TellAsync(world);
        var id = JobMessages.NewId();

        var queued = TimeProvider.System.GetUtcNow();
        world.Queue(JobMessages.Shell(id, "true"));
        var job = await world.FinishedAsync(id);

        Assert.InRange(job.TimeOf("JobCreated")!.Value - queued, TimeSpan.Zero, Limit);
    }

    [SkippableFact]
    public async Task Runs_once_however_often_it_comes()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var world = fixture.World;
        var id = JobMessages.NewId();
        var message = JobMessages.Shell(id, "true");
        var other = JobMessages.Shell(id, "false");

        world.Queue(message, message, message);
        await world.FinishedAsync(id);
        world.Queue(message, other);
        var job = await world.JobAsync(id, "to note the other payload", j => j.Events.Contains("DuplicateIgnored"));

        Assert.Equal("succeeded", job.State);
        Assert.Single(job.Events, "JobRequested");
        Assert.Single(job.Events, "JobCreated");
        Assert.Single(job.Events, "DuplicateIgnored");
        Assert.Single(await world.ClusterApi.JobsOfAsync(id));
    }
}
