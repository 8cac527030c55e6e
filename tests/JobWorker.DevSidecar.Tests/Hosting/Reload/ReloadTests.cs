using System.Collections.Concurrent;
using System.Net;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Hosting.Reload;

public sealed class ChangingResourceFiles : IAsyncLifetime
{
    private const int Reloaded = 750;
    private const int NotReloaded = 751;
    private const int Unusable = 752;
    private const int RestartNeeded = 753;
    private const int Declared = 754;

    private const string Subscription = """
        kind: Subscription
        apiVersion: dapr.io/v2alpha1
        metadata: {name: jobs}
        spec: {pubsubname: pubsub, topic: TOPIC, routes: {default: /jobs}}
        """;

    private readonly FakeApp _app = new FakeApp().Hosts("JobActor").On("POST /jobs", 200);
    private readonly RecordedLog _log = new();
    private readonly ConcurrentQueue<Probe> _probes = new();
    private SidecarHarness? _sidecar;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_sidecar is not null)
        {
            await _sidecar.DisposeAsync();
        }

        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Adds_changes_and_removes_components()
    {
        var sidecar = await StartAsync(SidecarHarness.InMemory);
        Assert.Equal(HttpStatusCode.BadRequest, (await sidecar.GetAsync("/v1.0/state/second/a")).Status);

        await WriteAsync(SidecarHarness.InMemory, State("second", "keyPrefix: name"));
        await _log.UntilAsync(Reloaded, "second (state.in-memory) was added");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/second", """[{"key":"a","value":1}]""")).Status);
        Assert.Contains("\"name\":\"second\"", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);

        await WriteAsync(SidecarHarness.InMemory, State("second", "keyPrefix: none"));
        await _log.UntilAsync(Reloaded, "second (state.in-memory) was replaced");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/state/second/a")).Status);

        await WriteAsync(SidecarHarness.InMemory);
        await _log.UntilAsync(Reloaded, "second (state.in-memory) was removed");
        (await sidecar.GetAsync("/v1.0/state/second/a")).IsError(HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task Begins_and_ends_declared_subscriptions()
    {
        var sidecar = await StartAsync(SidecarHarness.InMemory);

        await WriteAsync(SidecarHarness.InMemory, Subscription.Replace("TOPIC", "one", StringComparison.Ordinal));
        await _log.UntilAsync(Declared);
        await sidecar.PostAsync("/v1.0/publish/pubsub/one", "1");
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /jobs").Count == 1);

        await WriteAsync(SidecarHarness.InMemory, Subscription.Replace("TOPIC", "two", StringComparison.Ordinal));
        await SidecarHarness.UntilAsync(() => sidecar.GetAsync("/v1.0/metadata").GetAwaiter().GetResult().Body.Contains("\"topic\":\"two\"", StringComparison.Ordinal));
        await sidecar.PostAsync("/v1.0/publish/pubsub/one", "2");
        await sidecar.PostAsync("/v1.0/publish/pubsub/two", "3");
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /jobs").Count == 2);
        Assert.Contains("\"data\":3", _app.CallsTo("POST /jobs")[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"topic\":\"one\"", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
        Assert.Single(_app.CallsTo("GET /dapr/subscribe"));
    }

    [Fact]
    public async Task Moves_subscriptions_and_bindings_to_the_new_component_and_lets_what_is_in_flight_end()
    {
        _app.Subscribes("""[{"pubsubname":"probe","topic":"jobs","route":"/jobs"}]""");
        var held = new TaskCompletionSource();
        var (began, ended) = (0, 0);
        _app.On("POST /jobs", async (call, http) =>
        {
            Interlocked.Increment(ref began);
            await held.Task;
            Interlocked.Increment(ref ended);
            await http.Response.CompleteAsync();
        });
        await StartAsync(Probing("1"));
        await SidecarHarness.UntilAsync(() => _probes.Count == 1 && _probes.First().Handlers.Count == 2);
        var old = _probes.Single();
        var delivering = old.DeliverAsync();
        await SidecarHarness.UntilAsync(() => Volatile.Read(ref began) == 1);

        await WriteAsync(Probing("2"));
        await SidecarHarness.UntilAsync(() => _probes.Count == 2);
        Assert.False(old.IsClosed);
        held.SetResult();
        await delivering;

        await _log.UntilAsync(Reloaded, "probe (test.probe) was replaced");
        await SidecarHarness.UntilAsync(() => old.IsClosed && _probes.Last().Handlers.Count == 2);
        Assert.Equal(1, Volatile.Read(ref ended));
        Assert.Empty(old.Handlers);
        Assert.False(_probes.Last().IsClosed);
        await _probes.Last().DeliverAsync();
        Assert.Equal(2, Volatile.Read(ref ended));
    }

    [Fact]
    public async Task Closes_a_component_only_after_the_calls_that_use_it()
    {
        var sidecar = await StartAsync(Probing("1"));
        var probe = _probes.Single();
        probe.Hold = new TaskCompletionSource();
        var calling = sidecar.PostAsync("/v1.0/bindings/probe", """{"operation":"create"}""");
        await SidecarHarness.UntilAsync(() => probe.Calls == 1);

        await WriteAsync(Probing("2"));
        await _log.UntilAsync(Reloaded, "probe (test.probe) was replaced");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/bindings/probe", """{"operation":"create"}""")).Status);
        Assert.Equal((1, 1, false), (probe.Calls, _probes.Last().Calls, probe.IsClosed));
        probe.Hold.SetResult();

        Assert.Equal(HttpStatusCode.NoContent, (await calling).Status);
        await SidecarHarness.UntilAsync(() => probe.IsClosed);
    }

    [Fact]
    public async Task Leaves_all_as_it_is_for_a_broken_file_or_a_component_that_cannot_be_made()
    {
        var sidecar = await StartAsync(SidecarHarness.InMemory, State("second"));
        await sidecar.PostAsync("/v1.0/state/second", """[{"key":"a","value":1}]""");

        await WriteAsync("kind: Component\n  bad: [");
        await _log.UntilAsync(Unusable, "not valid YAML");
        await WriteAsync(SidecarHarness.InMemory, State("second", "keyPrefix: 'a||b'"), "kind: Component\nmetadata: {name: odd}\nspec: {type: no.such}");
        await _log.UntilAsync(NotReloaded, "keyPrefix");
        await _log.UntilAsync(NotReloaded, "unknown type no.such");

        Assert.Equal("1", (await sidecar.GetAsync("/v1.0/state/second/a")).Body);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith($"{Reloaded} ", StringComparison.Ordinal));

        await WriteAsync(SidecarHarness.InMemory, State("second", "keyPrefix: name"));
        await _log.UntilAsync(Reloaded, "second (state.in-memory) was replaced");
    }

    [Fact]
    public async Task Says_what_takes_a_restart()
    {
        var sidecar = await StartAsync(SidecarHarness.InMemory);
        await sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"a","value":1}]""");

        await WriteAsync(
            SidecarHarness.InMemory.Replace("actorStateStore", "keyPrefix", StringComparison.Ordinal),
            "kind: Configuration\nmetadata: {name: c}\nspec: {features: []}",
            "kind: Resiliency\nmetadata: {name: r}\nspec: {policies: {}}",
            "kind: HTTPEndpoint\nmetadata: {name: h}\nspec: {baseUrl: http://x}",
            "kind: Component\nmetadata: {name: env}\nspec: {type: secretstores.local.env}");

        await _log.UntilAsync(RestartNeeded, "\"statestore\" (state.in-memory): it is the state store of actors");
        await _log.UntilAsync(RestartNeeded, "Configuration c");
        await _log.UntilAsync(RestartNeeded, "Resiliency r");
        await _log.UntilAsync(RestartNeeded, "HTTPEndpoint h");
        await _log.UntilAsync(RestartNeeded, "\"env\" (secretstores.local.env): it is a secret store");
        Assert.Equal("1", (await sidecar.GetAsync("/v1.0/state/statestore/a")).Body);
    }

    [Fact]
    public async Task Changes_nothing_where_the_feature_is_off()
    {
        const string Off = "kind: Configuration\nmetadata: {name: c}\nspec: {features: [{name: HotReload, enabled: false}]}";
        var clock = new FakeClock();
        var sidecar = await StartAsync(clock, SidecarHarness.InMemory, Off);
        Assert.DoesNotContain("HotReload", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);

        await WriteAsync(SidecarHarness.InMemory, Off, State("second"));
        clock.Advance(TimeSpan.FromMinutes(1));

        (await sidecar.GetAsync("/v1.0/state/second/a")).IsError(HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND");
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("75", StringComparison.Ordinal));
    }

    private static string State(string name, string field = "") => $$"""
        kind: Component
        metadata: {name: {{name}}}
        spec: {type: state.in-memory{{(field.Length == 0 ? "" : $", metadata: [{{name: {field.Split(": ")[0]}, value: {field.Split(": ")[1]}}}]")}}}
        """;

    private static string Probing(string value) => $$"""
        kind: Component
        metadata: {name: probe}
        spec: {type: test.probe, metadata: [{name: direction, value: input}, {name: route, value: jobs}, {name: x, value: "{{value}}"}]}
        """;

    private Task<SidecarHarness> StartAsync(params string[] documents) => StartAsync(TimeProvider.System, documents);

    private async Task<SidecarHarness> StartAsync(TimeProvider clock, params string[] documents) =>
        _sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = _app,
            Logs = _log,
            Clock = clock,
            Yaml = string.Join("\n---\n", documents),
            Types = new Dictionary<string, ComponentFactory>(ComponentTypes.All)
            {
                ["test.probe"] = (_, _, _) =>
                {
                    _probes.Enqueue(new Probe());
                    return Task.FromResult<object>(_probes.Last());
                },
            },
        });

    private Task WriteAsync(params string[] documents) => File.WriteAllTextAsync(_sidecar!.File, string.Join("\n---\n", documents));

    /// <summary>A broker and a binding that tells who uses it.</summary>
    private sealed class Probe : IPubSub, IInputBinding, IOutputBinding
    {
        private int _calls;

        public ConcurrentDictionary<string, Func<Task>> Handlers { get; } = new();

        public bool IsClosed { get; private set; }

        public TaskCompletionSource? Hold { get; set; }

        public int Calls => Volatile.Read(ref _calls);

        /// <summary>One message and nothing else.</summary>
        public Task DeliverAsync() => Handlers["topic"]();

        public Task PublishAsync(
            string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel) => Task.CompletedTask;

        public Task SubscribeAsync(
            string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel) =>
            ServeAsync("topic", () => handler(new PubSubMessage(topic, """{"data":1}"""u8.ToArray(), metadata), CancellationToken.None), cancel);

        public Task ReadAsync(BindingHandler handler, CancellationToken cancel) => ServeAsync("binding", () => Task.CompletedTask, cancel);

        public async Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel)
        {
            Interlocked.Increment(ref _calls);
            await (Hold?.Task ?? Task.CompletedTask);
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return null;
        }

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }

        private async Task ServeAsync(string kind, Func<Task> deliver, CancellationToken cancel)
        {
            Task running = Task.CompletedTask;
            Handlers[kind] = () => running = deliver();
            await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await running;
            Handlers.TryRemove(kind, out _);
        }
    }
}
