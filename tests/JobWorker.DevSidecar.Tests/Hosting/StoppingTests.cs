using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Hosting;

public sealed class StoppingASidecar
{
    private const string Jobs = """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""";

    [Fact]
    public async Task Cuts_off_a_message_that_takes_longer_than_the_graceful_time()
    {
        var (entered, cut) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", async (_, http) =>
        {
            http.RequestAborted.Register(cut.SetResult);
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory, "--dapr-graceful-shutdown-seconds=1");
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await entered.Task;

        var stopping = sidecar.Sidecar.StopAsync();
        Assert.False(cut.Task.IsCompleted);

        await cut.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Keeps_the_API_for_as_long_as_it_is_blocked_but_takes_in_no_more()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("A").Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await StartAsync(app, clock);

        var stopping = sidecar.Sidecar.StopAsync();
        await SidecarHarness.UntilAsync(() => !Metadata(sidecar).Contains("\"subscriptions\"", StringComparison.Ordinal));
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        Assert.Equal(HttpStatusCode.OK, (await sidecar.PutAsync("/v1.0/actors/A/1/method/Do", "")).Status);
        Assert.Empty(app.CallsTo("POST /jobs"));
        Assert.False(stopping.IsCompleted);

        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromSeconds(10), () => stopping.IsCompleted);
        Assert.Single(app.CallsTo("DELETE /actors/A/1"));
    }

    [Fact]
    public async Task Is_blocked_no_longer_than_the_app_is_there()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Subscribes(Jobs);
        await using var sidecar = await StartAsync(app, clock);

        var stopping = sidecar.Sidecar.StopAsync();
        await SidecarHarness.UntilAsync(() => !Metadata(sidecar).Contains("\"subscriptions\"", StringComparison.Ordinal));
        Assert.False(stopping.IsCompleted);
        await app.StopAsync();

        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static string Metadata(SidecarHarness sidecar) => sidecar.GetAsync("/v1.0/metadata").GetAwaiter().GetResult().Body;

    private static Task<SidecarHarness> StartAsync(FakeApp app, FakeClock clock) => SidecarHarness.StartAsync(new HarnessOptions
    {
        App = app,
        Clock = clock,
        Yaml = SidecarHarness.InMemory,
        Flags = ["--dapr-block-shutdown-duration=60s"],
    });
}
