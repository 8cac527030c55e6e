using System.Text.Json;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.App.PubSub.Bulk;
using JobWorker.DevSidecar.App.PubSub.Rules;

namespace JobWorker.DevSidecar.App;

/// <summary>What <c>GET /dapr/subscribe</c> says.</summary>
internal static class SubscribeAnswer
{
    /// <summary>Reads the answer's body; what is left out is explained in <paramref name="warnings"/>.</summary>
    /// <exception cref="JsonException">It is not JSON of that shape.</exception>
    public static IReadOnlyList<Subscription> Parse(ReadOnlyMemory<byte> json, List<string> warnings)
    {
        if (json.Length == 0)
        {
            return [];
        }

        var found = new List<Subscription>();
        foreach (var entry in JsonSerializer.Deserialize<List<Entry>>(json.Span, JsonSerializerOptions.Web) ?? [])
        {
            if (Read(entry, warnings) is { } subscription)
            {
                found.Add(subscription);
            }
        }

        return found;
    }

    private static Subscription? Read(Entry entry, List<string> warnings)
    {
        var name = $"subscription of {entry.PubsubName}/{entry.Topic}";
        try
        {
            var rules = (entry.Routes?.Rules ?? [])
                .Select(rule => new RouteRule(RouteMatch.Parse(rule.Match ?? ""), rule.Path ?? "")).ToList();
            var fallback = string.IsNullOrEmpty(entry.Routes?.Default) ? entry.Route : entry.Routes.Default;
            if (rules.Count == 0 && string.IsNullOrEmpty(fallback))
            {
                warnings.Add($"{name} has no route and was left out.");
                return null;
            }

            return new Subscription(
                entry.PubsubName ?? "", entry.Topic ?? "", rules, fallback,
                string.IsNullOrEmpty(entry.DeadLetterTopic) ? null : entry.DeadLetterTopic,
                entry.Metadata ?? [], "PROGRAMMATIC")
            {
                Bulk = entry.BulkSubscribe is { } bulk
                    ? BulkOptions.Of(bulk.Enabled, bulk.MaxMessagesCount, bulk.MaxAwaitDurationMs)
                    : null,
            };
        }
        catch (FormatException e)
        {
            warnings.Add($"{name} was left out: {e.Message}");
            return null;
        }
    }

    private sealed record Entry(
        string? PubsubName, string? Topic, string? Route, RoutesPart? Routes, string? DeadLetterTopic,
        Dictionary<string, string>? Metadata, BulkPart? BulkSubscribe);

    private sealed record RoutesPart(List<RulePart>? Rules, string? Default);

    private sealed record RulePart(string? Match, string? Path);

    private sealed record BulkPart(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);
}
