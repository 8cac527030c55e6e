using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Actors;

public sealed class ManyIdleActors
{
    private const int Count = 120;
    private const int AtOnce = 50;

    [Fact]
    public async Task Are_taken_away_some_at_a_time()
    {
        var clock = new FakeClock();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inside = 0;
        await using var app = new FakeApp().Hosts("JobActor", ""","actorIdleTimeout":"10s" """).On("DELETE /actors/JobActor/*", (_, _) =>
        {
            Interlocked.Increment(ref inside);
            return gate.Task;
        });
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });
        await Task.WhenAll(Enumerable.Range(0, Count).Select(id => sidecar.PutAsync($"/v1.0/actors/JobActor/{id}/method/Do", "")));

        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromSeconds(1), () => Volatile.Read(ref inside) > 0);
        await SidecarHarness.UntilAsync(() => Volatile.Read(ref inside) >= AtOnce);
        await sidecar.PutAsync("/v1.0/actors/JobActor/other/method/Do", "");
        Assert.Equal(AtOnce, Volatile.Read(ref inside));

        gate.SetResult();
        await SidecarHarness.UntilAsync(() => Volatile.Read(ref inside) == Count);
    }
}
