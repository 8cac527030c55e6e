namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>What applies to one target.</summary>
/// <param name="Timeout">The time one try may take; none for no limit.</param>
/// <param name="Retry">None makes one try only.</param>
/// <param name="Circuit">None lets every call through.</param>
internal sealed record PolicySet(TimeSpan? Timeout, RetryPolicy? Retry, CircuitPolicy? Circuit)
{
    public static readonly PolicySet None = new(null, null, null);
}

/// <summary>All Resiliency resources together: policies by name, and what targets name.</summary>
/// <remarks>
/// As in daprd, a target that is listed has exactly the policies it names; defaults are for those that are not listed.
/// </remarks>
internal sealed record ResiliencyPolicies
{
    public static readonly ResiliencyPolicies None = new();

    /// <summary>The resources they come from, for <c>/v1.0/metadata</c>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyDictionary<string, TimeSpan> Timeouts { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>The built-in ones included.</summary>
    public IReadOnlyDictionary<string, RetryPolicy> Retries { get; init; } = BuiltInRetries.Defaults;

    public IReadOnlyDictionary<string, CircuitPolicy> Circuits { get; init; } = new Dictionary<string, CircuitPolicy>();

    public IReadOnlyDictionary<string, CallTarget> Apps { get; init; } = new Dictionary<string, CallTarget>();

    /// <summary>By actor type.</summary>
    public IReadOnlyDictionary<string, CallTarget> Actors { get; init; } = new Dictionary<string, CallTarget>();

    public IReadOnlyDictionary<string, ComponentTarget> Components { get; init; } = new Dictionary<string, ComponentTarget>();

    /// <summary>For messages that <paramref name="component"/> hands to the app.</summary>
    /// <param name="component">The component's name.</param>
    /// <param name="kind">As default policies name it: <c>Pubsub</c>, <c>Binding</c>, <c>Statestore</c>, <c>Lock</c>,
    /// <c>Secretstore</c>.</param>
    public PolicySet ForInbound(string component, string kind) => ForComponent(component, kind, Direction.Inbound);

    /// <inheritdoc cref="ForInbound"/>
    /// <summary>For calls of <paramref name="component"/> that the app makes.</summary>
    public PolicySet ForOutbound(string component, string kind) => ForComponent(component, kind, Direction.Outbound);

    /// <inheritdoc cref="ForInbound"/>
    /// <summary>For one way of using <paramref name="component"/>.</summary>
    public PolicySet ForComponent(string component, string kind, Direction direction) =>
        Components.TryGetValue(component, out var target)
            ? Named(direction == Direction.Inbound ? target.Inbound : target.Outbound)
            : ByDefault($"{kind}Component{direction}", $"Component{direction}", "Component");

    /// <summary>For calls of another app.</summary>
    public PolicySet ForApp(string app) => Apps.TryGetValue(app, out var target) ? Named(target.Names) : ByDefault("App");

    /// <summary>For calls of the actors of a type.</summary>
    public PolicySet ForActor(string type) => Actors.TryGetValue(type, out var target) ? Named(target.Names) : ByDefault("Actor");

    private PolicySet Named(PolicyNames names) => new(
        Find(Timeouts, names.Timeout), Retries.GetValueOrDefault(names.Retry), Circuits.GetValueOrDefault(names.CircuitBreaker));

    /// <summary>For each kind of policy the first that exists, from the closest level to the widest.</summary>
    private PolicySet ByDefault(params string[] levels)
    {
        string[] all = [.. levels, ""];
        return new PolicySet(
            all.Select(level => Find(Timeouts, $"Default{level}TimeoutPolicy")).FirstOrDefault(time => time is not null),
            all.Select(level => Retries.GetValueOrDefault($"Default{level}RetryPolicy"))
                .FirstOrDefault(retry => retry is not null),
            all.Select(level => Circuits.GetValueOrDefault($"Default{level}CircuitBreakerPolicy"))
                .FirstOrDefault(circuit => circuit is not null));
    }

    /// <summary>A timeout of 0 is none.</summary>
    private static TimeSpan? Find(IReadOnlyDictionary<string, TimeSpan> timeouts, string name) =>
        timeouts.TryGetValue(name, out var time) && time > TimeSpan.Zero ? time : null;
}
