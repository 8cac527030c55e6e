using System.Net;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Hosting;

public sealed class AnAppThatFallsIll : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly TestInput _input = new();
    private readonly FakeApp _app = new FakeApp().Hosts("A").On("POST /jobs", 200).On("POST /in", 200).On("OPTIONS /in", 200)
        .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""");

    private SidecarHarness? _sidecar;
    private bool _healthy = true;

    public async Task InitializeAsync()
    {
        _app.On("GET /healthz", (_, http) =>
        {
            http.Response.StatusCode = Volatile.Read(ref _healthy) ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        _sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = _app,
            Clock = _clock,
            Types = _input.AsTypes(),
            Flags = ["--enable-app-health-check", "--app-health-probe-interval=1", "--app-health-threshold=2"],
            Yaml = SidecarHarness.InMemory + "\n---\nkind: Component\nmetadata: {name: in}\nspec: {type: test}",
        });
    }

    public async Task DisposeAsync()
    {
        await _sidecar!.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Gets_no_messages_until_it_is_well()
    {
        await PublishAsync("1");
        await SidecarHarness.UntilAsync(() => Messages == 1);
        await FallIllAsync();

        await PublishAsync("2");
        Assert.Equal(1, Messages);

        await RecoverAsync();
        await PublishAsync("3");
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /jobs").Any(call => call.Body.Contains("\"data\":3", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Gets_no_events_until_it_is_well()
    {
        _input.Bring("1");
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /in").Count == 1);
        await FallIllAsync();

        _input.Bring("2");
        Assert.Single(_app.CallsTo("POST /in"));

        await RecoverAsync();
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /in").Count == 2);
        Assert.Equal("2", _app.CallsTo("POST /in")[1].Body);
    }

    [Fact]
    public async Task Has_no_actors_until_it_is_well()
    {
        await _sidecar!.PutAsync("/v1.0/actors/A/1/method/Do", "");
        await FallIllAsync();
        Assert.Single(_app.CallsTo("DELETE /actors/A/1"));
        (await _sidecar.PutAsync("/v1.0/actors/A/1/reminders/r", "{}")).IsError(HttpStatusCode.Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED");

        var waiting = _sidecar.PutAsync("/v1.0/actors/A/1/method/Do", "");
        await RecoverAsync();
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(200), () => waiting.IsCompleted);

        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
    }

    [Fact]
    public async Task Is_reminded_once_it_is_well()
    {
        await _sidecar!.PutAsync("/v1.0/actors/A/1/reminders/r", """{"dueTime":"30s"}""");
        await FallIllAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_app.CallsTo("PUT /actors/A/1/method/remind/r"));

        await RecoverAsync();

        await SidecarHarness.AdvanceUntilAsync(
            _clock, TimeSpan.FromMilliseconds(200), () => _app.CallsTo("PUT /actors/A/1/method/remind/r").Count == 1);
    }

    private int Messages => _app.CallsTo("POST /jobs").Count;

    private Task<Answer> PublishAsync(string data) => _sidecar!.PostAsync("/v1.0/publish/pubsub/jobs", data);

    /// <summary>Returns when the sidecar has taken everything from the app.</summary>
    private async Task FallIllAsync()
    {
        Volatile.Write(ref _healthy, false);
        var probes = _app.CallsTo("GET /healthz").Count;
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromMilliseconds(200), () => _app.CallsTo("GET /healthz").Count >= probes + 3);
        await SidecarHarness.UntilAsync(() =>
            !_sidecar!.GetAsync("/v1.0/metadata").GetAwaiter().GetResult().Body.Contains("\"runtimeStatus\":\"RUNNING\"", StringComparison.Ordinal));
    }

    private async Task RecoverAsync()
    {
        var asked = _app.CallsTo("GET /dapr/subscribe").Count;
        Volatile.Write(ref _healthy, true);
        await SidecarHarness.AdvanceUntilAsync(
            _clock, TimeSpan.FromMilliseconds(200), () => _app.CallsTo("GET /dapr/subscribe").Count > asked);
        await SidecarHarness.UntilAsync(() =>
            _sidecar!.GetAsync("/v1.0/metadata").GetAwaiter().GetResult().Body.Contains("\"runtimeStatus\":\"RUNNING\"", StringComparison.Ordinal));
    }
}
