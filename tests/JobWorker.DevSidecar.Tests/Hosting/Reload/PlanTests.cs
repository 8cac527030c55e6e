using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Hosting.Reload;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Tests.Hosting.Reload;

public sealed class APlanToReload
{
    [Fact]
    public void Is_empty_where_only_places_changed()
    {
        var plan = Plan([Of("a", "t", "x")], [Of("a", "t", "x") with { Source = "other.yaml:9" }]);

        Assert.True(plan.IsEmpty);
    }

    [Fact]
    public void Makes_what_is_new_or_changed_and_drops_what_is_gone()
    {
        var plan = Plan([Of("same", "t", "x"), Of("changed", "t", "x"), Of("gone", "t", "x")], [Of("same", "t", "x"), Of("changed", "t", "y"), Of("new", "t", "x")]);

        Assert.Equal(["changed", "new"], plan.Make.Select(one => one.Name));
        Assert.Equal(["gone"], plan.Drop);
        Assert.Empty(plan.Refused);
    }

    [Theory]
    [InlineData("secretstores.local.env", "secret store")]
    [InlineData("state.redis", "state store of actors")]
    public void Refuses_what_others_were_built_on(string type, string reason)
    {
        var old = Of("a", type, "x", actors: type.StartsWith("state", StringComparison.Ordinal));

        Assert.All((ReloadPlan[])[Plan([old], [old with { Version = "v2" }]), Plan([old], []), Plan([], [old])], plan =>
        {
            Assert.Empty(plan.Make);
            Assert.Empty(plan.Drop);
            Assert.Contains(reason, Assert.Single(plan.Refused), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Refuses_that_a_store_becomes_the_one_of_actors_or_ceases_to_be()
    {
        var (plain, actors) = (Of("a", "state.redis", "x"), Of("a", "state.redis", "x", actors: true));

        Assert.Single(Plan([plain], [actors]).Refused);
        Assert.Single(Plan([actors], [plain]).Refused);
        Assert.Empty(Plan([plain], [plain with { Version = "v2" }]).Refused);
    }

    [Fact]
    public void Says_once_what_is_refused_and_nothing_when_it_is_taken_back()
    {
        var (old, next) = (Of("a", "secretstores.x", "1"), Of("a", "secretstores.x", "2"));
        var inForce = new Dictionary<string, ComponentResource> { ["a"] = old };

        Assert.Single(ReloadPlan.Of(inForce, Set(old), Set(next)).Refused);
        Assert.True(ReloadPlan.Of(inForce, Set(next), Set(next)).IsEmpty);
        Assert.True(ReloadPlan.Of(inForce, Set(next), Set(old)).IsEmpty);
    }

    [Fact]
    public void Tries_one_that_failed_again_only_when_it_changes_again()
    {
        var (old, broken, right) = (Of("a", "t", "1"), Of("a", "t", "broken"), Of("a", "t", "2"));
        var inForce = new Dictionary<string, ComponentResource> { ["a"] = old };

        Assert.True(ReloadPlan.Of(inForce, Set(broken), Set(broken)).IsEmpty);
        Assert.Equal([right], ReloadPlan.Of(inForce, Set(broken), Set(right)).Make);
    }

    [Fact]
    public void Sees_changed_declarations()
    {
        var topic = new Subscription("p", "t", [], "/x", null, new Dictionary<string, string>(), "DECLARATIVE");

        Assert.True(ReloadPlan.Of(new Dictionary<string, ComponentResource>(), Set(), Set() with { Subscriptions = [topic] }).Subscriptions);
        Assert.False(ReloadPlan.Of(new Dictionary<string, ComponentResource>(), Set() with { Subscriptions = [topic] }, Set() with { Subscriptions = [topic with { }] }).Subscriptions);
    }

    private static ReloadPlan Plan(ComponentResource[] before, ComponentResource[] after) =>
        ReloadPlan.Of(before.ToDictionary(one => one.Name), Set(before), Set(after));

    private static ResourceSet Set(params ComponentResource[] components) =>
        new(components, [], ResiliencyPolicies.None, new HashSet<string>(), []);

    private static ComponentResource Of(string name, string type, string value, bool actors = false) => new(
        name, type, "v1",
        [new MetadataItem("field", value, null, null, null, "f.yaml:1"), .. actors ? new[] { new MetadataItem("actorStateStore", "true", null, null, null, "f.yaml:2") } : []],
        "", false, "f.yaml:1");
}
