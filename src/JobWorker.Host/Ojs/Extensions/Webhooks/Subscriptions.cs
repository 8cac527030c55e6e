using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Extensions.Shared;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>Who wants to hear of which events.</summary>
internal sealed class Subscriptions(SharedDocumentNeeds needs)
    : SharedDocument<SubscriptionDocument>("webhooks", SubscriptionDocument.Empty, needs)
{
    /// <summary>How many there may be.</summary>
    public const int Most = 200;

    /// <summary>Bytes of one: all of them are one document, for which the sidecar takes 4 MiB; secrets may grow later.</summary>
    public const int MostBytes = 12 * 1024;
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
/// <param name="Events">Which events, as the event feed calls them; <c>job.*</c> for all that begin so, <c>*</c> for all.</param>
/// <param name="Queues">Only events of these queues; empty: of all.</param>
/// <param name="JobTypes">Only events of jobs of these types; empty: of all.</param>
/// <param name="Active">Whether it hears of what happens from now on.</param>
/// <param name="Secret">Signs what is sent.</param>
/// <param name="Metadata">The client's own words: a JSON object.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="Former">Signs too, until its time is over. None: the secret was not changed of late.</param>
internal sealed record WebhookSubscription(
    string Id,
    string Url,
    ImmutableArray<string> Events,
    ImmutableArray<string> Queues,
    ImmutableArray<string> JobTypes,
    bool Active,
    string Secret,
    RawJson? Metadata,
    DateTimeOffset CreatedAt,
    FormerSecret? Former = null)
{
    /// <summary>How long a former secret signs beside the new one.</summary>
    public static readonly TimeSpan Transition = TimeSpan.FromHours(24);

    /// <summary>Whether it wants to hear of an event, which may be older than it is.</summary>
    public bool Wants(string queue, FeedEntry entry) => Active
        && entry.At >= CreatedAt
        && Events.Any(pattern => FeedTypes.Fits(pattern, entry.Type))
        && (Queues.IsEmpty || Queues.Contains(queue))
        && (JobTypes.IsEmpty || JobTypes.Contains(entry.JobType));

    /// <summary>The secrets that sign now, the newest first.</summary>
    public IEnumerable<string> SecretsAt(DateTimeOffset now) => Former is { } former && now < former.Until ? [Secret, former.Secret] : [Secret];

    /// <summary>With another secret; this one signs too for a while.</summary>
    public WebhookSubscription Rotated(string secret, DateTimeOffset now) =>
        this with { Secret = secret, Former = new FormerSecret(Secret, now + Transition) };
}

/// <summary>A secret that was exchanged.</summary>
/// <param name="Secret">What it was.</param>
/// <param name="Until">It signs until then, UTC.</param>
internal sealed record FormerSecret(string Secret, DateTimeOffset Until);
