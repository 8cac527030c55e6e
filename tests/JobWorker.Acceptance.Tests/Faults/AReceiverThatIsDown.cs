using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Faults;

public sealed class AReceiverThatIsDown(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task Gets_every_callback_in_order_once_it_is_back()
    {
        var (world, id, port) = (fixture.World, JobMessages.NewId(), Ports.Free());

        await world.Api.SubmitAsync(JobMessages.Shell(id, "true", Receiver.Url(port)).Bytes());
        await world.JobAsync(id, "to have been refused once", j => j.Events.Contains("CallbackFailed"));
        Assert.True(await world.Api.MetricAsync("jobworker_callbacks_pending") >= 1);
        Assert.True(await world.Api.MetricAsync("jobworker_callback_oldest_pending_seconds") > 0);
        Assert.True(await world.Api.MetricAsync("""jobworker_callback_attempts_total{outcome="NoAnswer"}""") >= 1);
        await using var receiver = await Receiver.StartAsync(port);
        var job = await world.FinishedAsync(id);

        var told = receiver.For(id);
        Assert.Equal([0, 1, 2], told.Once().Select(d => d.Status));
        Assert.Equal(2, told[0].Attempt);
        Assert.Equal([2, 1, 1], job.Callbacks.Select(c => c.Attempts));
        Assert.Equal(0, await world.Api.MetricAsync("jobworker_callbacks_pending"));
    }
}
