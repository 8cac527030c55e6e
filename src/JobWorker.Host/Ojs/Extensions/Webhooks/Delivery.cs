using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Retries;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>An event on its way to one subscriber: a job of the queue <see cref="QueueNames.Webhooks"/>, its type the subscription.</summary>
/// <param name="JobId">The job's id.</param>
/// <param name="SubscriptionId">Whose it is.</param>
/// <param name="Event">The event, a JSON object.</param>
internal sealed record Delivery(string JobId, string SubscriptionId, RawJson Event)
{
    private const string Prefix = "del_";

    /// <summary>For the world: the same over all attempts, and when an event is told twice.</summary>
    public string Id => Prefix + JobId;

    /// <summary>What kind of event it is.</summary>
    public string EventType => Event.ToElement().GetProperty("type").GetString()!;

    /// <summary>The delivery that a job is.</summary>
    public static Delivery Of(OjsJob job) => new(job.Id, job.Spec.Type, RawJson.Of(job.Spec.Args.ToElement()[0]));

    /// <summary>The job's id in a delivery's; none where it is none.</summary>
    public static string? JobIdOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && JobIds.IsValid(id[Prefix.Length..]) ? id[Prefix.Length..] : null;

    /// <summary>An event of no job, to see whether a subscriber can be reached: it waits in no queue.</summary>
    public static Delivery Test(string subscription, DateTimeOffset now)
    {
        var id = JobIds.Outside(now, QueueKeepers.Chance());

        return new Delivery(id, subscription, new RawJson(OjsResult.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteString("specversion", JobDocument.SpecVersion);
            json.WriteString("id", "evt_" + id);
            json.WriteString("type", "webhook.test");
            json.WriteString("source", "ojs://jobworker/webhooks");
            json.WriteString("time", JobDocument.Time(now));
            json.WriteString("subject", subscription);
            json.WriteStartObject("data");
            json.WriteEndObject();
            json.WriteEndObject();
        })));
    }

    /// <summary>The job that brings an event to a subscriber; made again it is the same.</summary>
    /// <param name="queue">Where it happened.</param>
    /// <param name="entry">The event.</param>
    /// <param name="subscription">Whose subscription.</param>
    /// <param name="attempts">How many there are at most.</param>
    /// <param name="atOnce">Deliveries of one subscription that are under way at once, at most.</param>
    public static NewJob Job(string queue, FeedEntry entry, string subscription, int attempts, int atOnce) => new(
        new JobSpec
        {
            Type = subscription,
            Queue = QueueNames.Webhooks,
            Args = new RawJson([.. "["u8, .. EventEndpoints.Bytes(queue, entry), .. "]"u8]),
            Retry = new RetryPolicy { MaxAttempts = attempts, OnExhaustion = OnExhaustion.DeadLetter },
            Concurrency = new ConcurrencyLimit(subscription, atOnce),
        },
        JobIds.Named(entry.At, $"{entry.Id} {subscription}"),
        Idempotent: true);
}
