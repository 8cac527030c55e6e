using System.Globalization;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Resources.Resiliency.Reading;

/// <summary>Reads <c>spec.policies</c>.</summary>
internal sealed class PolicyReader(List<string> warnings)
{
    public Dictionary<string, TimeSpan> Timeouts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RetryPolicy> Retries { get; } = new(BuiltInRetries.Defaults, StringComparer.Ordinal);

    public Dictionary<string, CircuitPolicy> Circuits { get; } = new(StringComparer.Ordinal);

    public void Read(YamlMap policies)
    {
        policies.WarnOfOthers(warnings, "timeouts", "retries", "circuitBreakers");
        if (policies.Map("timeouts") is { } timeouts)
        {
            foreach (var name in timeouts.Keys)
            {
                Timeouts[name] = Duration(timeouts, name, TimeSpan.Zero);
            }
        }

        if (policies.Map("retries") is { } retries)
        {
            foreach (var name in retries.Keys)
            {
                AddRetry(retries, name);
            }
        }

        if (policies.Map("circuitBreakers") is { } circuits)
        {
            foreach (var name in circuits.Keys)
            {
                Circuits[name] = circuits.Map(name) is { } circuit ? ReadCircuit(circuit) : CircuitPolicy.Default;
            }
        }
    }

    private void AddRetry(YamlMap retries, string name)
    {
        var retry = retries.Map(name) is { } given ? ReadRetry(given) : RetryPolicy.Default;
        if (name == BuiltInRetries.ActorNotFound)
        {
            warnings.Add($"{retries.Where(name)}: this policy is protected and stays as it is.");
            return;
        }

        if (BuiltInRetries.Defaults.ContainsKey(name) && retry.MaxRetries < BuiltInRetries.LeastRetries)
        {
            warnings.Add($"{retries.Where(name)}: maxRetries of a built-in policy must be 3 or more, and is taken for 3.");
            retry = retry with { MaxRetries = BuiltInRetries.LeastRetries };
        }

        if (name == BuiltInRetries.ActorReminder)
        {
            warnings.Add($"{retries.Where(name)}: without effect, as in daprd 1.18: ticks have three retries, 1 s apart.");
        }

        Retries[name] = retry;
    }

    private RetryPolicy ReadRetry(YamlMap retry)
    {
        retry.WarnOfOthers(warnings, "policy", "duration", "maxInterval", "maxRetries", "matching");
        var exponential = retry.Text("policy").ToLowerInvariant() switch
        {
            "" or "constant" => false,
            "exponential" => true,
            _ => throw retry.Problem("policy", $"must be constant or exponential, not \"{retry.Text("policy")}\""),
        };
        return new RetryPolicy(
            exponential, Duration(retry, "duration", RetryPolicy.Default.Duration),
            Duration(retry, "maxInterval", RetryPolicy.Default.MaxInterval), Number(retry, "maxRetries", -1, least: -1))
        {
            Matching = retry.Map("matching") is { } matching ? ReadMatching(matching) : StatusMatch.All,
        };
    }

    private StatusMatch ReadMatching(YamlMap matching)
    {
        matching.WarnOfOthers(warnings, "httpStatusCodes", "gRPCStatusCodes");
        return new StatusMatch(
            Codes(matching, "httpStatusCodes", StatusMatch.HttpCodes), Codes(matching, "gRPCStatusCodes", StatusMatch.GrpcCodes));
    }

    private static IReadOnlyList<CodeRange>? Codes(YamlMap matching, string key, CodeRange bounds) =>
        matching.Text(key) is not { Length: > 0 } text ? null
        : CodeRange.TryParse(text, bounds) ?? throw matching.Problem(
            key, $"must be a list of codes and ranges from {bounds.From} to {bounds.To}, such as "
                + $"\"{bounds.From},{bounds.To - 1}-{bounds.To}\", not \"{text}\"");

    private CircuitPolicy ReadCircuit(YamlMap circuit)
    {
        circuit.WarnOfOthers(warnings, "maxRequests", "interval", "timeout", "trip");
        var none = CircuitPolicy.Default;
        var timeout = Duration(circuit, "timeout", none.Timeout);
        return new CircuitPolicy(
            Math.Max(1, Number(circuit, "maxRequests", none.MaxRequests, least: 0)),
            Duration(circuit, "interval", none.Interval),
            timeout > TimeSpan.Zero ? timeout : none.Timeout,
            circuit.Text("trip") is not { Length: > 0 } trip ? none.Trip
            : TripRule.TryParse(trip) ?? throw circuit.Problem("trip", $"must be {TripRule.Form}, not \"{trip}\""));
    }

    private static int Number(YamlMap map, string key, int fallback, int least) =>
        map.Number(key, fallback) is var number && number >= least
            ? number
            : throw map.Problem(key, $"must be {least} or more, not {number}");

    /// <summary>A Go duration; a plain number counts milliseconds, as in daprd.</summary>
    private static TimeSpan Duration(YamlMap map, string key, TimeSpan fallback) => map.Text(key) switch
    {
        "" => fallback,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            TimeSpan.FromMilliseconds(number),
        var text when GoDuration.TryParse(text, out var time) && time >= TimeSpan.Zero => time,
        var text => throw map.Problem(key, $"must be a duration such as 5s, and not below 0, not \"{text}\""),
    };
}
