using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Faults;

/// <summary>SIGTERM, as Kubernetes sends it; events are published, or not.</summary>
public sealed class AWorkerThatIsAskedToStop
{
    [Theory]
    [InlineData(null)]
    [InlineData("jobs-queue")]
    public async Task Ends_by_itself_and_without_a_complaint(string? events)
    {
        await using var world = await World.StartAsync(new WorldOptions
        {
            Worker = new Dictionary<string, string?> { ["Events__PubSub"] = events },
        });
        await world.StartReceiverAsync();
        var id = JobMessages.NewId();
        var message = JobMessages.Command(id, ["/bin/true"], Receiver.Url(world.ReceiverPort));
        Assert.Equal(202, await world.Api.SubmitAsync(message.Bytes()));
        await world.FinishedAsync(id);

        await world.Worker!.SignalAsync("TERM");
        Assert.True(await world.Worker.EndsWithinAsync(TimeSpan.FromSeconds(40)), world.Worker.Output);
        Assert.Equal(0, world.Worker.ExitCode);
        Assert.DoesNotContain("exception", world.Worker.Output, StringComparison.OrdinalIgnoreCase);
    }
}
