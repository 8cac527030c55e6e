namespace JobWorker.DevSidecar.Resources.Resiliency.Reading;

/// <summary>Reads <c>spec.targets</c>.</summary>
internal sealed class TargetReader(List<string> warnings)
{
    private static readonly string[] Policies = ["timeout", "retry", "circuitBreaker"];
    private readonly List<(YamlMap Map, PolicyNames Names)> _read = [];

    public Dictionary<string, CallTarget> Apps { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CallTarget> Actors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ComponentTarget> Components { get; } = new(StringComparer.Ordinal);

    public void Read(YamlMap targets)
    {
        targets.WarnOfOthers(warnings, "apps", "actors", "components");
        foreach (var (name, app) in Entries(targets, "apps"))
        {
            app?.WarnOfOthers(warnings, [.. Policies, "circuitBreakerCacheSize"]);
            Apps[name] = new CallTarget(Names(app), CircuitPerId: true, CacheSize(app, CallTarget.AppCacheSize));
        }

        foreach (var (type, actor) in Entries(targets, "actors"))
        {
            actor?.WarnOfOthers(warnings, [.. Policies, "circuitBreakerScope", "circuitBreakerCacheSize"]);
            Actors[type] = new CallTarget(Names(actor), IsPerId(actor), CacheSize(actor, CallTarget.ActorCacheSize));
        }

        foreach (var (name, component) in Entries(targets, "components"))
        {
            component?.WarnOfOthers(warnings, "inbound", "outbound");
            Components[name] = new ComponentTarget(OneWay(component, "inbound"), OneWay(component, "outbound"));
        }
    }

    /// <summary>Fails where a target names a policy that does not exist.</summary>
    public void Check(PolicyReader policies)
    {
        foreach (var (map, names) in _read)
        {
            Check(map, "timeout", names.Timeout, policies.Timeouts.ContainsKey, "timeouts");
            Check(map, "retry", names.Retry, policies.Retries.ContainsKey, "retries");
            Check(map, "circuitBreaker", names.CircuitBreaker, policies.Circuits.ContainsKey, "circuitBreakers");
        }
    }

    private static void Check(YamlMap map, string key, string name, Func<string, bool> exists, string kind)
    {
        if (name.Length > 0 && !exists(name))
        {
            throw map.Problem(key, $"names \"{name}\", which is not among policies.{kind}");
        }
    }

    private static IEnumerable<(string Name, YamlMap? Map)> Entries(YamlMap targets, string kind) =>
        targets.Map(kind) is { } map ? map.Keys.Select(name => (name, map.Map(name))) : [];

    private PolicyNames OneWay(YamlMap? component, string direction)
    {
        var map = component?.Map(direction);
        map?.WarnOfOthers(warnings, Policies);
        return Names(map);
    }

    private PolicyNames Names(YamlMap? map)
    {
        if (map is null)
        {
            return PolicyNames.None;
        }

        var names = new PolicyNames(map.Text("timeout"), map.Text("retry"), map.Text("circuitBreaker"));
        _read.Add((map, names));
        return names;
    }

    /// <summary>Dapr's <c>both</c> does what <c>id</c> does.</summary>
    private static bool IsPerId(YamlMap? actor) => actor?.Text("circuitBreakerScope") switch
    {
        "id" or "both" => true,
        "type" => false,
        null or "" when actor?.Text("circuitBreaker") is null or "" => false,
        var scope => throw actor!.Problem(
            "circuitBreakerScope", $"must be type, id or both beside a circuitBreaker, not \"{scope}\""),
    };

    private static int CacheSize(YamlMap? map, int fallback) => map?.Number("circuitBreakerCacheSize", fallback) switch
    {
        null or 0 => fallback,
        > 0 and var size => size,
        var size => throw map!.Problem("circuitBreakerCacheSize", $"must be 1 or more, not {size}"),
    };
}
