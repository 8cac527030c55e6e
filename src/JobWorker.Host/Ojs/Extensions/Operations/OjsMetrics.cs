using System.Collections.Concurrent;
using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;
using Prometheus;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>Every metric of the Open Job Spec backend. An owner of queues counts what is stored; an API, what it asks.</summary>
internal static class OjsMetrics
{
    /// <summary>Queues with a label of their own; the names of others are <c>other</c>.</summary>
    private const int MostQueues = 200;

    private static readonly ConcurrentDictionary<string, bool> Named = new(StringComparer.Ordinal);

    private static readonly Counter Events = Metrics.CreateCounter(
        "jobworker_ojs_events_total", "What happened to jobs of the Open Job Spec, once it is stored.", "queue", "event");

    private static readonly Histogram Wait = Metrics.CreateHistogram(
        "jobworker_ojs_wait_seconds",
        "From when a job can be fetched to its fetch, seconds.",
        new HistogramConfiguration { Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30, 60, 300, 1800, 7200] });

    private static readonly Histogram Operations = Metrics.CreateHistogram(
        "jobworker_ojs_operations_per_call",
        "Operations that went to a queue in one call.",
        new HistogramConfiguration { Buckets = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    private static readonly Histogram CallSeconds = Metrics.CreateHistogram(
        "jobworker_ojs_call_seconds", "Duration of a call to a queue, with its write to the store, seconds.");

    private static readonly Counter Webhooks = Metrics.CreateCounter(
        "jobworker_ojs_webhooks_total", "Attempts to send an event to a subscriber, by what became of them.", "outcome");

    private static readonly Counter DroppedWebhooks = Metrics.CreateCounter(
        "jobworker_ojs_webhooks_dropped_total", "Events that were not kept for a subscriber: too many wait for it, or the store cannot hold them.");

    /// <summary>What is to be counted once events are stored.</summary>
    /// <param name="queue">Of which queue.</param>
    /// <param name="events">In order.</param>
    /// <param name="find">The job at a place, as it is now.</param>
    public static Action Of(string queue, ImmutableArray<QueueEvent> events, Func<long, OjsJob?> find)
    {
        var waits = events.OfType<JobFetched>()
            .Select(e => (e.At - find(e.Place)?.ReadySince)?.TotalSeconds)
            .OfType<double>()
            .ToList();

        return () =>
        {
            foreach (var (name, count) in events.OfType<OjsJobEvent>().SelectMany(FeedTypes.Told).CountBy(name => name))
            {
                Events.WithLabels(Label(queue), name).Inc(count);
            }

            waits.ForEach(wait => Wait.Observe(Math.Max(0, wait)));
        };
    }

    /// <summary>A call to a queue was answered.</summary>
    public static void Called(int operations, TimeSpan time)
    {
        Operations.Observe(operations);
        CallSeconds.Observe(time.TotalSeconds);
    }

    /// <summary>An event was sent to a subscriber, or not.</summary>
    public static void Sent(string outcome) => Webhooks.WithLabels(outcome).Inc();

    /// <summary>Events were not kept for a subscriber.</summary>
    public static void Dropped(int count) => DroppedWebhooks.Inc(count);

    /// <summary>Names come from clients: more than some would fill the memory of who scrapes.</summary>
    private static string Label(string queue) =>
        Named.ContainsKey(queue) || (Named.Count < MostQueues && Named.TryAdd(queue, true)) ? queue : "other";
}
