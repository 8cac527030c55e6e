using JobWorker.DevSidecar.App.PubSub;

namespace JobWorker.DevSidecar.Resources;

/// <summary>Reads <c>kind: Subscription</c>, v2alpha1 with <c>routes</c> and v1alpha1 with <c>route</c>.</summary>
internal static class SubscriptionReader
{
    public static Subscription Read(YamlMap document, List<string> warnings)
    {
        var spec = document.Map("spec") ?? throw document.Problem("spec", "is missing");
        var routes = spec.Map("routes");
        var rules = routes?.Maps("rules").Select(ReadRule).ToList() ?? [];
        var fallback = routes?.Text("default") is { Length: > 0 } path ? path : spec.Text("route");
        if (rules.Count == 0 && fallback.Length == 0)
        {
            throw spec.Problem("routes", "needs a default or at least one rule");
        }

        if (spec.Map("bulkSubscribe")?.Truth("enabled") == true)
        {
            warnings.Add($"{spec.Source}: spec.bulkSubscribe is not supported; messages are delivered one by one.");
        }

        return new Subscription(
            spec.Require("pubsubname"), spec.Require("topic"), rules, NullIfEmpty(fallback),
            NullIfEmpty(spec.Text("deadLetterTopic")), spec.Pairs("metadata"), "DECLARATIVE");
    }

    private static RouteRule ReadRule(YamlMap rule)
    {
        try
        {
            return new RouteRule(RouteMatch.Parse(rule.Text("match")), rule.Require("path"));
        }
        catch (FormatException e)
        {
            throw new ResourceException(rule.Source, e.Message, e);
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
