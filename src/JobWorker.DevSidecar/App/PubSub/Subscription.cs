using JobWorker.DevSidecar.App.PubSub.Bulk;
using JobWorker.DevSidecar.App.PubSub.Rules;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>Which messages go to which path of the app.</summary>
/// <param name="PubSub">The component's name.</param>
/// <param name="Topic">The topic, as the broker knows it.</param>
/// <param name="Rules">Tried in order; the first that takes the event wins.</param>
/// <param name="Default">Where an event goes that no rule takes; none drops it.</param>
/// <param name="DeadLetterTopic">Where messages go that could not be handled, on the same component; none loses them.</param>
/// <param name="Metadata">Handed to the component.</param>
/// <param name="Type"><c>DECLARATIVE</c> or <c>PROGRAMMATIC</c>.</param>
internal sealed record Subscription(
    string PubSub, string Topic, IReadOnlyList<RouteRule> Rules, string? Default, string? DeadLetterTopic,
    IReadOnlyDictionary<string, string> Metadata, string Type)
{
    /// <summary>How messages are handed over many at a time; none hands over one by one.</summary>
    public BulkOptions? Bulk { get; init; }

    /// <summary>The broker's bytes are no CloudEvent: they are wrapped in one.</summary>
    public bool IsRaw =>
        (Metadata.TryGetValue("rawPayload", out var raw) || Metadata.TryGetValue("isRawPayload", out raw))
        && raw is "true" or "True" or "TRUE" or "1" or "t" or "y" or "yes" or "on";

    /// <summary>Where an event goes.</summary>
    public EventRoute RouteFor(IncomingEvent e)
    {
        foreach (var rule in Rules)
        {
            var taken = rule.Match.Condition is null ? CelValue.Of(true) : rule.Match.Takes(e.Json);
            if (taken.Kind == CelKind.Error)
            {
                return new EventRoute(null, $"the rule `{rule.Match.Text}` cannot be applied: {taken.Text}");
            }

            if (taken.Truth)
            {
                return new EventRoute(rule.Path);
            }
        }

        return new EventRoute(Default);
    }

    /// <summary>Equal for subscriptions that need no restart when one takes the other's place.</summary>
    public string Fingerprint =>
        string.Join('\n', [
            PubSub, Topic, Default ?? "", DeadLetterTopic ?? "", Type, $"{Bulk}",
            .. Rules.Select(rule => $"{rule.Match.Text}>{rule.Path}"),
            .. Metadata.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key}={item.Value}")]);
}
