using System.Collections.Immutable;
using JobWorker.Core.Jobs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Transport;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>Makes a delivery of each event for each of its subscribers; from there on it is safe.</summary>
internal sealed class WebhookOutbox(
    Subscriptions subscriptions,
    Lazy<IQueues> queues,
    Lazy<JobFinder> finder,
    IOptions<CallbackOptions> callbacks,
    TimeProvider clock,
    ILogger<WebhookOutbox> logger) : IEventSink
{
    /// <summary>Deliveries of one subscription that may wait; what comes beyond is dropped, and that is said.</summary>
    internal const int MostWaiting = 10_000;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly int _attempts = RetrySchedule.Attempts([.. callbacks.Value.Schedule]);

    public bool Takes(string queue) => !QueueNames.IsInternal(queue);

    public async Task TellAsync(string queue, IReadOnlyList<Happening> happened, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                foreach (var one in (await subscriptions.CurrentAsync(cancel)).All.Values)
                {
                    await TellAsync(one, queue, [.. happened.Select(h => h.Entry).Where(entry => one.Wants(queue, entry))], cancel);
                }

                return;
            }
            catch (Exception e) when (e is JournalUnavailableException or QueueUnreachableException)
            {
                logger.EventsNotKept(queue, e.Message);
                await Task.Delay(BetweenTries, clock, cancel);
            }
        }
    }

    private async Task TellAsync(
        WebhookSubscription subscription, string queue, IReadOnlyList<FeedEntry> entries, CancellationToken cancel)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var room = MostWaiting - await WaitingAsync(subscription.Id, cancel);
        var jobs = entries.Take(Math.Max(0, room))
            .Select(entry => Delivery.Job(queue, entry, subscription.Id, _attempts, callbacks.Value.ConcurrencyPerReceiver))
            .ToImmutableArray();
        Dropped(entries.Count - jobs.Length, "too many wait", subscription);
        if (jobs.IsEmpty)
        {
            return;
        }

        await finder.Value.PlaceAsync([.. jobs.Select(job => (job.Id!, QueueNames.Webhooks))], cancel);
        if (await KeepAsync(jobs, cancel) is null)
        {
            return;
        }

        // One that the store cannot hold must not take the others with it.
        foreach (var job in jobs)
        {
            if (await KeepAsync([job], cancel) is { } refused)
            {
                Dropped(1, refused.Message, subscription);
            }
        }
    }

    /// <summary>None: all are kept.</summary>
    private async Task<QueueAnswer.Refused?> KeepAsync(ImmutableArray<NewJob> jobs, CancellationToken cancel) =>
        await queues.Value.AskAsync(QueueNames.Webhooks, new QueueOperation.Enqueue(jobs), cancel) as QueueAnswer.Refused;

    private void Dropped(int count, string why, WebhookSubscription subscription)
    {
        if (count > 0)
        {
            logger.WebhooksDropped(count, subscription.Id, why);
            OjsMetrics.Dropped(count);
        }
    }

    private async Task<int> WaitingAsync(string subscription, CancellationToken cancel) =>
        await queues.Value.AskAsync(QueueNames.Webhooks, new QueueOperation.Limits(subscription), cancel)
            is QueueAnswer.Limits { Found: [var use] } ? use.Waiting : 0;
}

/// <summary>What is said of subscriptions.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(1080, LogLevel.Warning, "Events of queue {Queue} wait to be kept for their subscribers: {Error}")]
    public static partial void EventsNotKept(this ILogger logger, string queue, string error);

    [LoggerMessage(1081, LogLevel.Warning, "{Count} events for subscription {Subscription} were dropped: {Reason}")]
    public static partial void WebhooksDropped(this ILogger logger, int count, string subscription, string reason);
}
