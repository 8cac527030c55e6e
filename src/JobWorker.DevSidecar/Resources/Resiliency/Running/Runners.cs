using System.Collections.Concurrent;

namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>The runner for each target. Circuits live as long as this.</summary>
/// <param name="policies">What the files say.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told of retries, and of circuits that open and close.</param>
internal sealed class Runners(ResiliencyPolicies policies, TimeProvider clock, ILogger logger)
{
    private readonly ConcurrentDictionary<(string Component, string Kind, Direction Direction), Runner> _components = new();
    private readonly ConcurrentDictionary<string, Circuit> _componentCircuits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CallRunners> _apps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CallRunners> _actors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Runner> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Runner> _builtIn = new(StringComparer.Ordinal);

    /// <inheritdoc cref="ResiliencyPolicies.ForInbound"/>
    public Runner ForInbound(string component, string kind) => ForComponent(component, kind, Direction.Inbound);

    /// <inheritdoc cref="ResiliencyPolicies.ForOutbound"/>
    public Runner ForOutbound(string component, string kind) => ForComponent(component, kind, Direction.Outbound);

    /// <summary>For calls of <paramref name="app"/>, each endpoint with a circuit of its own.</summary>
    /// <param name="app">The app's id, or the address or name of an HTTP endpoint.</param>
    /// <param name="endpoint">As daprd names it: <c>{app}:{method}</c>.</param>
    public Runner ForApp(string app, string endpoint)
    {
        var runners = _apps.GetOrAdd(
            app, name => For($"app[{name}]", policies.ForApp(name), policies.Apps.GetValueOrDefault(name)));
        return runners.For(endpoint);
    }

    /// <summary>Whether <paramref name="app"/> is listed as a target; built-in retries are for those that are not.</summary>
    public bool HasApp(string app) => policies.Apps.ContainsKey(app);

    /// <summary>For calls of an actor before their turn has come: retries and the circuit breaker.</summary>
    public Runner ForActor(string type, string id)
    {
        var runners = _actors.GetOrAdd(type, name => For(
            $"actor[{name}]", policies.ForActor(name) with { Timeout = null }, policies.Actors.GetValueOrDefault(name)));
        return runners.For(runners.CircuitPerId ? $"{type}-{id}" : type);
    }

    /// <summary>For any call, reminder or timer of an actor in its turn: the timeout.</summary>
    public Runner ForTurn(string type) => _turns.GetOrAdd(
        type, name => Make($"turn[{name}]", PolicySet.None with { Timeout = policies.ForActor(name).Timeout }, null));

    /// <summary>Whether actors of <paramref name="type"/> are listed; built-in retries are for those that are not.</summary>
    public bool HasActor(string type) => policies.Actors.ContainsKey(type);

    /// <summary>For one of <see cref="BuiltInRetries"/>.</summary>
    public Runner BuiltIn(string name) =>
        _builtIn.GetOrAdd(name, name => Make(name, PolicySet.None with { Retry = policies.Retries[name] }, null));

    /// <summary>As in daprd a component has one circuit, shared by both directions, by the policy that is used first.</summary>
    private Runner ForComponent(string component, string kind, Direction direction) =>
        _components.GetOrAdd((component, kind, direction), _ =>
        {
            var set = policies.ForComponent(component, kind, direction);
            var circuit = set.Circuit is { } policy ? _componentCircuits.GetOrAdd(component, name => Make(name, policy)) : null;
            return Make($"component[{component}] {(direction == Direction.Inbound ? "input" : "output")}", set, circuit);
        });

    private CallRunners For(string name, PolicySet set, CallTarget? target) => new(
        set, target?.CircuitPerId ?? false, target?.CircuitCacheSize ?? CallTarget.DefaultCacheSize,
        circuit => Make(name, set, circuit), Make);

    private Runner Make(string name, PolicySet set, Circuit? circuit) =>
        new(name, set.Timeout, set.Retry, circuit, clock, logger);

    private Circuit Make(string name, CircuitPolicy policy) => new(name, policy, clock, logger);
}
