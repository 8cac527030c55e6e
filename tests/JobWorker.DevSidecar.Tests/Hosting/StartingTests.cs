using System.Net;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Hosting;

public sealed class StartingASidecar
{
    [Fact]
    public async Task Answers_the_app_before_the_app_listens()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await app.StartAsync();
        await app.StopAsync();
        await using var sidecar = await SidecarHarness.StartAsync(
            new HarnessOptions { App = app, Yaml = SidecarHarness.InMemory }, waitUntilReady: false);

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz/outbound")).Status);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"a","value":1}]""")).Status);
        (await sidecar.GetAsync("/v1.0/healthz")).IsError(HttpStatusCode.InternalServerError, "ERR_HEALTH_NOT_READY");

        await app.StartAsync();
        await SidecarHarness.UntilAsync(() => sidecar.Sidecar.Status.Ready);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz?appid=app")).Status);
        (await sidecar.GetAsync("/v1.0/healthz?appid=other")).IsError(HttpStatusCode.InternalServerError, "ERR_HEALTH_APPID_NOT_MATCH");
    }

    [Fact]
    public async Task Asks_for_the_configuration_and_then_for_subscriptions()
    {
        await using var app = new FakeApp();
        await using var sidecar = await SidecarHarness.StartAsync(app);

        Assert.Equal(["GET /dapr/config", "GET /dapr/subscribe"], app.Calls.Select(call => call.Line));
        Assert.Equal("app", app.Calls[0].Headers["dapr-app-id"]);
    }

    [Fact]
    public async Task Asks_only_what_it_may()
    {
        await using var app = new FakeApp();
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory, "--disable-init-endpoints=config,subscribe");

        Assert.Empty(app.Calls);
    }

    [Fact]
    public async Task Gives_a_component_only_its_time_to_come_up()
    {
        var late = new TaskCompletionSource<object>();
        var options = new HarnessOptions
        {
            Yaml = "kind: Component\nmetadata: {name: a}\nspec: {type: slow, initTimeout: 20ms}",
            Types = new Dictionary<string, DevSidecar.Components.ComponentFactory> { ["slow"] = (_, _, _) => late.Task },
        };

        var error = await Assert.ThrowsAsync<ResourceException>(() => SidecarHarness.StartAsync(options));
        Assert.Contains("component \"a\" (slow): is not up after 0 s (initTimeout)", error.Message, StringComparison.Ordinal);

        await using var sidecar = await SidecarHarness.StartAsync(options with { Yaml = options.Yaml.Replace("20ms", "20ms, ignoreErrors: true", StringComparison.Ordinal) });
        Assert.DoesNotContain("slow", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_for_an_unknown_component_type()
    {
        var error = await Assert.ThrowsAsync<ResourceException>(() => SidecarHarness.StartAsync(
            new HarnessOptions { Yaml = "kind: Component\nmetadata: {name: a}\nspec: {type: pubsub.smoke}" }));

        Assert.Contains("all.yaml:3: component \"a\" has the unknown type pubsub.smoke", error.Message, StringComparison.Ordinal);
        Assert.Contains("state.in-memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_when_a_component_is_and_goes_on_when_that_may_be_ignored()
    {
        const string Yaml = "kind: Component\nmetadata: {name: a}\nspec:\n  type: bindings.http\n  metadata: [{name: url, value: nowhere}]";
        var error = await Assert.ThrowsAsync<ResourceException>(() => SidecarHarness.StartAsync(new HarnessOptions { Yaml = Yaml }));
        Assert.Contains("url must be an http or https address", error.Message, StringComparison.Ordinal);

        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = Yaml + "\n  ignoreErrors: true" });
        Assert.DoesNotContain("bindings.http", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("envRef: TARGET", "http://target")]
    [InlineData("value: '{appID}'", "app")]
    [InlineData("envRef: DAPR_API_TOKEN", "envRef must not name DAPR_API_TOKEN")]
    [InlineData("secretKeyRef: {name: X, key: X}", "secretKeyRef needs auth.secretStore")]
    public async Task Resolves_references_or_says_why_not(string value, string expected)
    {
        var (seen, error) = await ResolveAsync(value);

        Assert.Contains(expected, seen ?? error?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_variable_that_is_not_set_for_an_empty_one() =>
        Assert.Equal(("", null), await ResolveAsync("envRef: NOT_SET"));

    private static async Task<(string? Seen, Exception? Error)> ResolveAsync(string value)
    {
        string? seen = null;
        var error = await Record.ExceptionAsync(async () =>
        {
            await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
            {
                Yaml = $"kind: Component\nmetadata: {{name: a}}\nspec:\n  type: test\n  metadata: [{{name: Key, {value}}}]",
                Environment = new Dictionary<string, string> { ["TARGET"] = "http://target" },
                Types = new Dictionary<string, DevSidecar.Components.ComponentFactory>
                {
                    ["test"] = (spec, _, _) => Task.FromResult<object>(seen = spec.Get("KEY")),
                },
            });
        });

        return (seen, error);
    }
}

public sealed class AnAppWithAHealthCheck
{
    [Fact]
    public async Task Gets_messages_and_actors_only_while_it_is_healthy()
    {
        var healthy = false;
        await using var app = new FakeApp().Hosts("JobActor")
            .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""").On("POST /jobs", 200)
            .On("GET /appz", (_, http) =>
            {
                http.Response.StatusCode = Volatile.Read(ref healthy) ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            });
        var clock = new FakeClock();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Clock = clock,
            Yaml = SidecarHarness.InMemory,
            Flags = ["--enable-app-health-check", "--app-health-check-path=/appz", "--app-health-probe-interval=1", "--app-health-threshold=2"],
        }, waitUntilReady: false);
        await SidecarHarness.UntilAsync(() => app.CallsTo("GET /appz").Count > 0);
        Assert.Empty(app.CallsTo("GET /dapr/subscribe"));

        Volatile.Write(ref healthy, true);
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(200), () => sidecar.Sidecar.Status.Ready);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.PutAsync("/v1.0/actors/JobActor/1/method/x", "")).Status);
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 1);

        Volatile.Write(ref healthy, false);
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(200), () => app.CallsTo("DELETE /actors/JobActor/1").Count == 1);
        (await sidecar.PutAsync("/v1.0/actors/JobActor/1/reminders/x", "{}")).IsError(HttpStatusCode.Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED");
        Assert.DoesNotContain("\"subscriptions\"", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);

        Volatile.Write(ref healthy, true);
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(200), () => app.CallsTo("GET /dapr/subscribe").Count == 2);
    }
}
