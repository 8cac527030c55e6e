using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency;

public sealed class ChoosingPolicies
{
    private static readonly RetryPolicy Far = RetryPolicy.Default with { MaxRetries = 1 };
    private static readonly RetryPolicy Near = RetryPolicy.Default with { MaxRetries = 2 };

    /// <summary>From the closest to the widest: each takes the place of those after it.</summary>
    public static TheoryData<string, string[]> Levels => new()
    {
        { "inbound", ["PubsubComponentInbound", "ComponentInbound", "Component", ""] },
        { "outbound", ["PubsubComponentOutbound", "ComponentOutbound", "Component", ""] },
        { "app", ["App", ""] },
        { "actor", ["Actor", ""] },
    };

    [Theory]
    [MemberData(nameof(Levels))]
    public void Takes_the_nearest_default_of_each_kind(string use, string[] levels)
    {
        for (var at = 0; at < levels.Length; at++)
        {
            var here = levels[at];
            var policies = new ResiliencyPolicies
            {
                Retries = levels[at..].ToDictionary(level => $"Default{level}RetryPolicy", level => level == here ? Near : Far),
                Timeouts = levels[at..].ToDictionary(
                    level => $"Default{level}TimeoutPolicy", level => TimeSpan.FromSeconds(level == here ? 1 : 2)),
                Circuits = levels[at..].ToDictionary(
                    level => $"Default{level}CircuitBreakerPolicy", level => CircuitPolicy.Default with { MaxRequests = level == here ? 7 : 8 }),
            };

            var found = For(policies, use);

            Assert.Equal((Near, TimeSpan.FromSeconds(1), 7), (found.Retry, found.Timeout, found.Circuit?.MaxRequests));
        }
    }

    [Theory]
    [InlineData("inbound", "DefaultPubsubComponentOutboundRetryPolicy")]
    [InlineData("inbound", "DefaultBindingComponentInboundRetryPolicy")]
    [InlineData("inbound", "DefaultAppRetryPolicy")]
    [InlineData("app", "DefaultActorRetryPolicy")]
    [InlineData("actor", "DefaultComponentRetryPolicy")]
    public void Does_not_take_the_default_of_another(string use, string name) =>
        Assert.Null(For(new ResiliencyPolicies { Retries = new Dictionary<string, RetryPolicy> { [name] = Far } }, use).Retry);

    [Theory]
    [InlineData("inbound")]
    [InlineData("outbound")]
    [InlineData("app")]
    [InlineData("actor")]
    public void Takes_no_default_for_what_is_a_target(string use)
    {
        var own = new PolicyNames("", "own", "");
        var policies = new ResiliencyPolicies
        {
            Retries = new Dictionary<string, RetryPolicy> { ["own"] = Near, ["DefaultRetryPolicy"] = Far },
            Timeouts = new Dictionary<string, TimeSpan> { ["DefaultTimeoutPolicy"] = TimeSpan.FromSeconds(1) },
            Apps = new Dictionary<string, CallTarget> { ["it"] = new(own, false, 1) },
            Actors = new Dictionary<string, CallTarget> { ["it"] = new(own, false, 1) },
            Components = new Dictionary<string, ComponentTarget> { ["it"] = new(own, own) },
        };

        Assert.Equal(new PolicySet(null, Near, null), For(policies, use));
    }

    [Fact]
    public void Leaves_the_other_direction_of_a_listed_component_without_any()
    {
        var policies = new ResiliencyPolicies
        {
            Retries = new Dictionary<string, RetryPolicy> { ["own"] = Near, ["DefaultRetryPolicy"] = Far },
            Components = new Dictionary<string, ComponentTarget> { ["it"] = new(new PolicyNames("", "own", ""), PolicyNames.None) },
        };

        Assert.Equal(PolicySet.None, policies.ForOutbound("it", "Pubsub"));
    }

    private static PolicySet For(ResiliencyPolicies policies, string use) => use switch
    {
        "inbound" => policies.ForInbound("it", "Pubsub"),
        "outbound" => policies.ForOutbound("it", "Pubsub"),
        "app" => policies.ForApp("it"),
        _ => policies.ForActor("it"),
    };
}
