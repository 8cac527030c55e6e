using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.App.PubSub;

public sealed class TheSubscriptionsOfAnApp
{
    [Fact]
    public async Task Come_in_both_shapes_side_by_side_and_without_those_that_lead_nowhere()
    {
        await using var app = new FakeApp().On("POST /one", 200).On("POST /two", 200).On("POST /rule", 200).Subscribes("""
            [{"pubsubname":"pubsub","topic":"one","route":"/one"},
             {"pubsubname":"pubsub","topic":"two","route":"/unused","routes":{"rules":[{"match":"event.type == 'r'","path":"/rule"}],"default":"/two"}},
             {"pubsubname":"pubsub","topic":"none"},
             {"pubsubname":"pubsub","topic":"broken","routes":{"rules":[{"match":"event.type + 1","path":"/x"}]}}]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/one", "1");
        await sidecar.PostAsync("/v1.0/publish/pubsub/two", "1");
        await sidecar.PostAsync("/v1.0/publish/pubsub/two?metadata.cloudevent.type=r", "1");

        await PublishingAnEvent.DeliveredAsync(app, "POST /one");
        await PublishingAnEvent.DeliveredAsync(app, "POST /two");
        await PublishingAnEvent.DeliveredAsync(app, "POST /rule");
        var metadata = (await sidecar.GetAsync("/v1.0/metadata")).Body;
        Assert.DoesNotContain("\"none\"", metadata, StringComparison.Ordinal);
        Assert.DoesNotContain("\"broken\"", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Come_from_files_of_both_versions_where_they_are_meant_for_the_app()
    {
        await using var app = new FakeApp().On("POST /old", 200).On("POST /new", 200).On("POST /foreign", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + """

            ---
            apiVersion: dapr.io/v1alpha1
            kind: Subscription
            metadata: {name: old}
            spec: {pubsubname: pubsub, topic: old, route: /old}
            scopes: [app]
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: new}
            spec: {pubsubname: pubsub, topic: new, routes: {rules: [{match: "has(event.type)", path: /new}]}}
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: foreign}
            spec: {pubsubname: pubsub, topic: foreign, routes: {default: /foreign}}
            scopes: [other]
            """);

        foreach (var topic in new[] { "foreign", "old", "new" })
        {
            await sidecar.PostAsync($"/v1.0/publish/pubsub/{topic}", "1");
        }

        await PublishingAnEvent.DeliveredAsync(app, "POST /old");
        await PublishingAnEvent.DeliveredAsync(app, "POST /new");
        Assert.DoesNotContain("\"foreign\"", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_the_start_when_a_file_has_a_rule_that_cannot_be_applied()
    {
        var error = await Assert.ThrowsAsync<ResourceException>(() => SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = "kind: Subscription\nmetadata: {name: s}\nspec:\n  pubsubname: p\n  topic: t\n"
                + "  routes:\n    rules:\n    - {match: 'event.data.n + 5', path: /x}",
        }));

        Assert.Contains("all.yaml:8: match: `event.data.n + 5`, column 14: \"+\" is not supported", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_limited_by_the_brokers_scopes()
    {
        await using var app = new FakeApp().On("POST /a", 200).On("POST /b", 200).Subscribes("""
            [{"pubsubname":"pubsub","topic":"a","route":"/a","bulkSubscribe":{"enabled":true}},{"pubsubname":"pubsub","topic":"b","route":"/b"}]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app, """
            kind: Component
            metadata: {name: pubsub}
            spec: {type: pubsub.in-memory, version: v1, metadata: [{name: subscriptionScopes, value: app=b}]}
            """);

        var metadata = (await sidecar.GetAsync("/v1.0/metadata")).Body;
        Assert.Contains("\"topic\":\"b\"", metadata, StringComparison.Ordinal);
        Assert.DoesNotContain("\"topic\":\"a\"", metadata, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config", "GET /dapr/subscribe")]
    [InlineData("subscribe", "GET /dapr/config")]
    [InlineData("config, subscribe", "")]
    public async Task Are_not_asked_for_when_told_so(string skipped, string asked)
    {
        await using var app = new FakeApp().Subscribes("[]");
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory, $"--disable-init-endpoints={skipped}");

        Assert.Equal(asked, string.Join(' ', app.Calls.Select(call => call.Line)));
    }

    [Theory]
    [InlineData("--disable-init-endpoints=health", "\"health\" is neither config nor subscribe")]
    [InlineData("--app-protocol=grpc", "only http is supported, not \"grpc\"")]
    public void Are_refused_with_flags_that_cannot_be_honoured(string flag, string reason) => Assert.Contains(
        reason, Assert.Throws<FlagException>(() => FlagParser.Parse(["--app-id", "a", flag])).Message, StringComparison.Ordinal);
}
