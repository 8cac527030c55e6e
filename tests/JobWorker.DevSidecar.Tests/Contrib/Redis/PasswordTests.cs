using System.Net;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Tests.Support;
using JobWorker.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>A server whose password comes and goes.</summary>
public sealed class ARedisThatWantsAPassword : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private readonly FakeApp _app = new FakeApp().On("POST /jobs", 200)
        .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""");

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData("state.redis", "", "NOAUTH")]
    [InlineData("pubsub.redis", "wrong", "WRONGPASS")]
    [InlineData("bindings.redis", "wrong", "WRONGPASS")]
    [InlineData("lock.redis", "", "NOAUTH")]
    public async Task Stops_the_start_and_says_why_unless_errors_may_be_ignored(string type, string password, string reason)
    {
        _server.Require();
        await _server.SendAsync("CONFIG", "SET", "requirepass", "right");

        var error = await Assert.ThrowsAsync<ResourceException>(() => SidecarHarness.StartAsync(new HarnessOptions { Yaml = Yaml(type, password) }));
        Assert.Contains($"({type})", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("right", error.Message, StringComparison.Ordinal);

        await using var without = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = Yaml(type, password, "ignoreErrors: true") });
        Assert.DoesNotContain(type, (await without.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
        await using var with = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = Yaml(type, "right") });
        Assert.Contains(type, (await with.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Fails_calls_while_it_refuses_and_serves_them_and_delivers_again_when_it_does_not()
    {
        _server.Require();
        var log = new RecordedLog();
        var all = string.Join("\n---\n", Yaml("state.redis", "", name: "store"), Yaml("pubsub.redis", "", name: "pubsub"), Yaml("bindings.redis", "", name: "cache"));
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = _app, Yaml = all, Logs = log });
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /jobs").Count == 1);

        await using (var admin = await AdminAsync(""))
        {
            await admin.SendAllAsync([["CONFIG", "SET", "requirepass", "right"], ["CLIENT", "KILL", "TYPE", "normal"]], default);
        }

        await sidecar.GetAsync("/v1.0/state/store/a");
        await log.UntilAsync(502, "NOAUTH");
        var refused = await Task.WhenAll(
            sidecar.GetAsync("/v1.0/state/store/a"), sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "2"),
            sidecar.PostAsync("/v1.0/bindings/cache", """{"operation":"get","metadata":{"key":"a"}}"""));
        string[] codes = ["ERR_STATE_GET", "ERR_PUBSUB_PUBLISH_MESSAGE", "ERR_INVOKE_OUTPUT_BINDING"];
        Assert.All(refused.Zip(codes), pair =>
        {
            pair.First.IsError(HttpStatusCode.InternalServerError, pair.Second);
            Assert.Contains("NOAUTH", pair.First.Body, StringComparison.Ordinal);
        });
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz")).Status);

        await using (var admin = await AdminAsync("right"))
        {
            await admin.SendAsync(["CONFIG", "SET", "requirepass", ""], default);
        }

        await ServedAsync(() => sidecar.GetAsync("/v1.0/state/store/a"));
        await ServedAsync(() => sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "3"));
        await SidecarHarness.UntilAsync(() => _app.CallsTo("POST /jobs").Count == 2);
    }

    /// <summary>Calls fail until the next look at Redis, and the state store has a connection of its own.</summary>
    private static Task<Answer> ServedAsync(Func<Task<Answer>> call) => Until.IsAsync(
        "an answer", TimeSpan.FromSeconds(20), async () => await call() is { Status: HttpStatusCode.NoContent } answer ? answer : null);

    private Task<RedisClient> AdminAsync(string password)
    {
        var (host, port) = (_server.Address.Split(':')[0], int.Parse(_server.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
        return RedisClient.ConnectAsync(new RedisSettings(host, port) { Password = password }, TimeProvider.System, NullLogger.Instance, default);
    }

    private string Yaml(string type, string password, string more = "ignoreErrors: false", string name = "test") => $$"""
        kind: Component
        metadata: {name: {{name}} }
        spec:
          type: {{type}}
          version: v1
          {{more}}
          metadata:
          - {name: redisHost, value: "{{_server.Address}}"}
          - {name: redisPassword, value: "{{password}}"}
        """;
}
