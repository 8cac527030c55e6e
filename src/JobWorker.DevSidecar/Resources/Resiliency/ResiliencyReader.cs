using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>Reads <c>kind: Resiliency</c>. Retries are applied; timeouts and circuit breakers are checked and reported.</summary>
internal sealed class ResiliencyReader(List<string> warnings)
{
    private readonly List<string> _names = [];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetryPolicy> _retries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _inbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _outbound = new(StringComparer.Ordinal);

    public void Read(YamlMap document)
    {
        _names.Add(document.Map("metadata")?.Text("name") ?? "");
        var spec = document.Map("spec") ?? throw document.Problem("spec", "is missing");
        if (spec.Map("policies") is { } policies)
        {
            ReadPolicies(policies);
        }

        if (spec.Map("targets") is { } targets)
        {
            ReadTargets(targets);
        }
    }

    public ResiliencyPolicies Done() => new(_names, _retries, _inbound, _outbound);

    private void ReadPolicies(YamlMap policies)
    {
        if (policies.Map("retries") is { } retries)
        {
            foreach (var name in retries.Keys)
            {
                _retries[name] = retries.Map(name) is { } retry ? ReadRetry(retry) : RetryPolicy.Default;
            }
        }

        if (policies.Map("timeouts") is { } timeouts)
        {
            foreach (var name in timeouts.Keys)
            {
                Duration(timeouts, name, TimeSpan.Zero);
                _others.Add(name);
            }
        }

        _others.UnionWith(policies.Map("circuitBreakers")?.Keys ?? []);
    }

    private RetryPolicy ReadRetry(YamlMap retry)
    {
        if (retry.Map("matching") is not null)
        {
            warnings.Add($"{retry.Source}: matching is not applied yet: every failure is tried again.");
        }

        var exponential = retry.Text("policy") switch
        {
            "" or "constant" => false,
            "exponential" => true,
            var other => throw retry.Problem("policy", $"must be constant or exponential, not \"{other}\""),
        };
        return new RetryPolicy(
            exponential, Duration(retry, "duration", RetryPolicy.Default.Duration),
            Duration(retry, "maxInterval", RetryPolicy.Default.MaxInterval), retry.Number("maxRetries", -1));
    }

    private void ReadTargets(YamlMap targets)
    {
        if (targets.Map("components") is { } components)
        {
            foreach (var name in components.Keys)
            {
                ReadTarget(components.Map(name)?.Map("inbound"), name, _inbound);
                ReadTarget(components.Map(name)?.Map("outbound"), name, _outbound);
            }
        }

        foreach (var kind in targets.Keys.Where(kind => kind != "components"))
        {
            warnings.Add($"{targets.Source}: targets.{kind}: not applied yet.");
        }
    }

    private void ReadTarget(YamlMap? target, string component, Dictionary<string, string> retries)
    {
        if (target?.Text("retry") is { Length: > 0 } retry)
        {
            retries[component] = _retries.ContainsKey(retry)
                ? retry
                : throw target.Problem("retry", $"names \"{retry}\", which is not among policies.retries");
        }

        foreach (var kind in new[] { "timeout", "circuitBreaker" })
        {
            if (target?.Text(kind) is { Length: > 0 } policy)
            {
                if (!_others.Contains(policy))
                {
                    throw target.Problem(kind, $"names \"{policy}\", which is not among the policies");
                }

                warnings.Add($"{target.Source}: {kind} \"{policy}\" of component {component}: not applied yet.");
            }
        }
    }

    private static TimeSpan Duration(YamlMap map, string key, TimeSpan fallback) => map.Text(key) switch
    {
        "" => fallback,
        var text when GoDuration.TryParse(text, out var time) => time,
        var text => throw map.Problem(key, $"must be a duration such as 5s, not \"{text}\""),
    };
}
