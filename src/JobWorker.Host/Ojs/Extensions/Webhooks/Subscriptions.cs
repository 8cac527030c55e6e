using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>Who wants to hear of which events.</summary>
internal sealed class Subscriptions(SharedDocumentNeeds needs)
    : SharedDocument<SubscriptionDocument>("webhooks", SubscriptionDocument.Empty, needs)
{
    /// <summary>How many there may be.</summary>
    public const int Most = 200;
}

/// <summary>All subscriptions.</summary>
internal sealed record SubscriptionDocument
{
    public static readonly SubscriptionDocument Empty = new();

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, WebhookSubscription> All { get; init; } =
        ImmutableSortedDictionary<string, WebhookSubscription>.Empty;
}

/// <summary>One subscription. OJS webhooks, section 5.1.</summary>
/// <param name="Id"><c>sub_</c> and a UUID of version 7.</param>
/// <param name="Url">Where to.</param>
/// <param name="Events">Which events, as the event feed calls them; <c>*</c> for all.</param>
/// <param name="Queues">Only events of these queues; empty: of all.</param>
/// <param name="JobTypes">Only events of jobs of these types; empty: of all.</param>
/// <param name="Active">Whether anything is sent.</param>
/// <param name="Secret">Signs what is sent.</param>
/// <param name="Metadata">The client's own words: a JSON object.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
internal sealed record WebhookSubscription(
    string Id,
    string Url,
    ImmutableArray<string> Events,
    ImmutableArray<string> Queues,
    ImmutableArray<string> JobTypes,
    bool Active,
    string Secret,
    RawJson? Metadata,
    DateTimeOffset CreatedAt)
{
    /// <summary>Whether it wants to hear of an event.</summary>
    public bool Wants(string queue, FeedEntry entry) => Active
        && (Events.Contains("*") || Events.Contains(entry.Type))
        && (Queues.IsEmpty || Queues.Contains(queue))
        && (JobTypes.IsEmpty || JobTypes.Contains(entry.JobType));
}
