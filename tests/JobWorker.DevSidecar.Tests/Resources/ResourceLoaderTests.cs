using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Tests.Resources;

public sealed class ResourceFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-yaml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Hold_components_with_values_of_any_kind()
    {
        var component = Assert.Single(Load("""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: queue, namespace: default}
            spec:
              type: pubsub.redis
              version: v1
              ignoreErrors: true
              metadata:
              - {name: redisHost, value: "localhost:6379"}
              - {name: queueDepth, value: 100}
              - {name: enableTLS, value: true}
              - {name: redisPassword, secretKeyRef: {name: PASSWORD, key: K}}
              - {name: consumerID, envRef: CONSUMER}
            auth: {secretStore: envsecrets}
            """).Components);

        Assert.Equal(("queue", "pubsub.redis", "v1", true, "envsecrets"),
            (component.Name, component.Type, component.Version, component.IgnoreErrors, component.SecretStore));
        Assert.Equal(["localhost:6379", "100", "true", "", ""], component.Metadata.Select(item => item.Value));
        Assert.Equal(("PASSWORD", "K"), (component.Metadata[3].SecretName, component.Metadata[3].SecretKey));
        Assert.Equal("CONSUMER", component.Metadata[4].EnvRef);
    }

    [Fact]
    public void May_hold_several_documents_and_be_json()
    {
        File.WriteAllText(Path.Combine(_folder, "b.json"), """{"kind":"Component","metadata":{"name":"c"},"spec":{"type":"t"}}""");

        var resources = Load("kind: Component\nmetadata: {name: a}\nspec: {type: t}\n---\nkind: Component\nmetadata: {name: b}\nspec: {type: t}\n---\n");

        Assert.Equal(["a", "b", "c"], resources.Components.Select(component => component.Name));
    }

    [Fact]
    public void Are_left_out_when_meant_for_other_apps() => Assert.Empty(
        Load("kind: Component\nmetadata: {name: a}\nspec: {type: t}\nscopes: [other]").Components);

    [Fact]
    public void Hold_subscriptions_of_both_versions()
    {
        var subscriptions = Load("""
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: jobs}
            spec:
              pubsubname: queue
              topic: jobs
              routes: {default: /jobs, rules: [{match: 'event.type == "a"', path: /a}]}
              deadLetterTopic: jobs-dead
              metadata: {rawPayload: "true"}
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Subscription
            metadata: {name: old}
            spec: {pubsubname: queue, topic: old, route: /old}
            """).Subscriptions;

        Assert.Equal(("/a", "/jobs"), (PathFor(subscriptions[0], "a"), PathFor(subscriptions[0], "b")));
        Assert.True(subscriptions[0].IsRaw);
        Assert.Equal("jobs-dead", subscriptions[0].DeadLetterTopic);
        Assert.Equal(("old", "/old", false), (subscriptions[1].Topic, PathFor(subscriptions[1], "a"), subscriptions[1].IsRaw));
    }

    [Fact]
    public void Switch_features_on() => Assert.Equal(["ActorStateTTL", "HotReload"], Load(
        "kind: Configuration\nspec: {features: [{name: ActorStateTTL, enabled: true}, {name: Other, enabled: false}]}").Features.Order());

    [Fact]
    public void Of_other_kinds_are_mentioned() =>
        Assert.Contains("MCPServer", Assert.Single(Load("kind: MCPServer").Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("kind: Component\nspec: {type: t}", "all.yaml:1: metadata is missing")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec:\n  version: v1", "all.yaml:4: spec.type is missing")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec:\n  type: t\n  metadata: {a: b}", "all.yaml:5: spec.metadata must be a list")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec:\n  type: t\n  ignoreErrors: maybe", "all.yaml:5: spec.ignoreErrors must be true or false")]
    [InlineData("kind: Component\n  bad: [", "all.yaml:2: not valid YAML")]
    [InlineData("- a", "all.yaml:1: a resource must be a mapping")]
    [InlineData("metadata: {name: a}", "all.yaml:1: kind is missing")]
    [InlineData("kind: Subscription\nspec: {pubsubname: q, topic: t}", "routes needs a default or at least one rule")]
    [InlineData("kind: Subscription\nspec:\n  pubsubname: q\n  topic: t\n  routes:\n    rules:\n    - {match: size(event.x) == 1, path: /x}", "all.yaml:7: match: `size(event.x) == 1`, column 1: \"size\" is not supported")]
    [InlineData("kind: Resiliency\nspec:\n  policies:\n    retries:\n      r: {policy: magic}", "all.yaml:5: spec.policies.retries.r.policy must be constant or exponential")]
    [InlineData("kind: Resiliency\nspec:\n  targets:\n    components:\n      q: {inbound: {retry: r}}", "names \"r\", which is not among policies.retries")]
    [InlineData("kind: Component\nmetadata: {name: a}\nspec: {type: t}\n---\nkind: Component\nmetadata: {name: a}\nspec: {type: t}", "there is already a component \"a\"")]
    public void Say_where_and_what_is_wrong(string yaml, string expected) => Assert.Contains(
        expected, Assert.Throws<ResourceException>(() => Load(yaml)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("kind: &x [*x]", "all.yaml:1: is nested more than 64 deep, or contains itself.")]
    [InlineData("kind: Component\nmetadata: &m {name: a, more: *m}", "is nested more than 64 deep, or contains itself.")]
    [InlineData("kind: Subscription\nspec: {pubsubname: a, topic: b, route: /c, metadata: {A: 1, a: 2}}", "spec.metadata.a is there already")]
    public void Must_be_small_and_without_twins(string yaml, string expected) => Assert.Contains(
        expected, Assert.Throws<ResourceException>(() => Load(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Must_not_be_too_deep()
    {
        Assert.Equal("[[]]", Load($"kind: Component\nmetadata: {{name: a}}\nspec: {{type: t, metadata: [{{name: n, value: [[]]}}]}}")
            .Components[0].Metadata[0].Value);
        Assert.Contains("all.yaml:1: is nested more than 64 deep", Assert.Throws<ResourceException>(
            () => Load("a: " + new string('[', 100_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Must_not_grow_beyond_measure_by_aliases()
    {
        var bomb = string.Concat(Enumerable.Range(1, 11).Select(
            n => $"a{n}: &a{n} [{string.Join(", ", Enumerable.Repeat($"*a{n - 1}", 10))}]\n"));

        Assert.Contains("has more than 100000 values", Assert.Throws<ResourceException>(
            () => Load("a0: &a0 x\n" + bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leave_numbers_that_are_too_large_as_they_are() => Assert.Equal(
        """{"b":"1e999"}""", Load("kind: Component\nmetadata: {name: a}\nspec: {type: t, metadata: [{name: n, value: {b: 1e999}}]}")
            .Components[0].Metadata[0].Value);

    [Fact]
    public void Must_have_a_folder_that_exists() => Assert.Contains(
        "no such folder", Assert.Throws<ResourceException>(() => ResourceLoader.Load([_folder + "-not"], [], "app")).Message, StringComparison.Ordinal);

    private static string? PathFor(Subscription subscription, string type)
    {
        var message = new PubSubMessage("t", System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}"}"""), new Dictionary<string, string>());
        return subscription.RouteFor(IncomingEvent.Read(subscription with { Metadata = message.Metadata }, message, default)!).Path;
    }

    private ResourceSet Load(string yaml)
    {
        File.WriteAllText(Path.Combine(_folder, "all.yaml"), yaml);
        return ResourceLoader.Load([_folder], [], "app");
    }
}
