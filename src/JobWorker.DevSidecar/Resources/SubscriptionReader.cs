using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.App.PubSub.Bulk;
using JobWorker.DevSidecar.App.PubSub.Rules;

namespace JobWorker.DevSidecar.Resources;

/// <summary>Reads <c>kind: Subscription</c>, v2alpha1 with <c>routes</c> and v1alpha1 with <c>route</c>.</summary>
internal static class SubscriptionReader
{
    public static Subscription Read(YamlMap document)
    {
        var spec = document.Map("spec") ?? throw document.Problem("spec", "is missing");
        var routes = spec.Map("routes");
        var rules = routes?.Maps("rules").Select(ReadRule).ToList() ?? [];
        var fallback = routes?.Text("default") is { Length: > 0 } path ? path : spec.Text("route");
        if (rules.Count == 0 && fallback.Length == 0)
        {
            throw spec.Problem("routes", "needs a default or at least one rule");
        }

        return new Subscription(
            spec.Require("pubsubname"), spec.Require("topic"), rules, NullIfEmpty(fallback),
            NullIfEmpty(spec.Text("deadLetterTopic")), spec.Pairs("metadata"), "DECLARATIVE")
        {
            Bulk = spec.Map("bulkSubscribe") is { } bulk
                ? BulkOptions.Of(
                    bulk.Truth("enabled"), bulk.Number("maxMessagesCount", 0), bulk.Number("maxAwaitDurationMs", 0))
                : null,
        };
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
