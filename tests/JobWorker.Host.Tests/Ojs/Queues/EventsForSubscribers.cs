using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Extensions.Webhooks;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;
using JobWorker.Testing;
using Delivery = JobWorker.Host.Ojs.Extensions.Webhooks.Delivery;

namespace JobWorker.Host.Tests.Ojs.Queues;

/// <summary>On their way from the queue where they happened to the one where they wait for who wants them.</summary>
public sealed class EventsForSubscribers : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();
    private readonly MemoryQueueStore _store;
    private volatile bool _isBroken;

    public EventsForSubscribers() => _store = new MemoryQueueStore(_slots)
    {
        Before = key => _isBroken && key.Contains("-q-_webhooks", StringComparison.Ordinal)
            ? Task.FromException(new JournalUnavailableException("The store is away."))
            : Task.CompletedTask,
    };

    public void Dispose() => _isBroken = false;

    [Fact]
    public async Task Are_kept_one_for_each_event_and_subscriber_in_their_order()
    {
        await using var process = Process();
        await SubscribeAsync(process, "sub_all", "*");
        await SubscribeAsync(process, "sub_done", "job.completed");

        await process.EnqueueAsync(2);
        await process.WorkAsync(2);

        var kept = await KeptAsync(process, 8);
        Assert.Equal(
            ["job.enqueued", "job.enqueued", "job.started", "job.started", "job.completed", "job.completed"],
            kept.Where(d => d.SubscriptionId == "sub_all").Select(d => d.EventType));
        Assert.Equal(["job.completed", "job.completed"], kept.Where(d => d.SubscriptionId == "sub_done").Select(d => d.EventType));
    }

    [Fact]
    public async Task Outlive_the_process_in_which_they_happened_and_are_kept_once()
    {
        await using var first = Process();
        await SubscribeAsync(first, "sub_1", "*");
        await first.EnqueueAsync(3);
        await KeptAsync(first, 3);
        _isBroken = true;
        await first.WorkAsync(3);

        // The first process is not heard of again.
        await using var second = Process();
        Assert.Equal(3, ((QueueAnswer.Counts)await second.AskAsync(new QueueOperation.Stats())).ByState[JobState.Completed]);
        _isBroken = false;

        var kept = await KeptAsync(second, 9);
        Assert.Equal(9, kept.Select(d => d.Id).Distinct().Count());
        Assert.Equal(3, kept.Count(d => d.EventType == "job.completed"));
    }

    [Fact]
    public async Task Keep_the_log_from_being_cut_until_they_are_safe()
    {
        await using var process = Process(checkpointEvents: 10);
        await SubscribeAsync(process, "sub_1", "*");
        _isBroken = true;
        await using (var passing = new Timer(_ => _clock.Advance(TimeSpan.FromSeconds(1)), null, 0, 10))
        {
            // A queue waits a moment for its events whenever it would cut its log.
            await process.EnqueueAsync(40);
        }

        Assert.True(Logged() > 40);

        _isBroken = false;
        await KeptAsync(process, 40);
        await Until.IsAsync("the log to be cut", Patience, async () =>
        {
            await process.EnqueueAsync(1);
            return Logged() < 20 ? process : null;
        });
    }

    [Fact]
    public async Task Are_forgotten_where_nobody_wants_them()
    {
        await using var process = Process();
        await process.EnqueueAsync(1);

        await SubscribeAsync(process, "sub_1", "*");
        await process.WorkAsync(1);

        Assert.Equal(["job.started", "job.completed"], (await KeptAsync(process, 2)).Select(d => d.EventType));
    }

    [Fact]
    public async Task Are_kept_but_for_those_that_the_store_cannot_hold()
    {
        var store = new MemoryQueueStore(_slots) { Limits = new StoreLimits(TimeSpan.Zero, 40_000), Before = _store.Before };
        await using var process = new QueueProcess(_slots, store, _clock);
        await SubscribeAsync(process, "sub_1", "*");
        _isBroken = true;
        var id = Assert.Single(await process.EnqueueAsync(1));
        await process.AskAsync(new QueueOperation.Fetch(1, "w", null));
        var failure = new Failure("handler_error", "Long", new string('x', 30_000), Retryable: false);
        await process.AskAsync(new QueueOperation.Nack(id, "w", failure, Requeue: false));
        await process.AskAsync(new QueueOperation.Retry(id, DeadLetterOnly: false));
        _isBroken = false;

        Assert.Equal(["job.enqueued", "job.started", "job.retried"], (await KeptAsync(process, 3)).Select(d => d.EventType));
    }

    private QueueProcess Process(int checkpointEvents = 100_000) => new(_slots, _store, _clock, checkpointEvents);

    private int Logged() => _slots.Keys.Count(key => key.Contains("-q-q-log", StringComparison.Ordinal));

    private async Task SubscribeAsync(QueueProcess process, string id, string events)
    {
        // What happened before is of no interest, and these happen at the same instant.
        _clock.Advance(TimeSpan.FromMinutes(1));
        await process.Subscriptions.UpdateAsync(
            all => all with
            {
                All = all.All.Add(id, new WebhookSubscription(id, "https://x/", [events], [], [], true, "s", null, _clock.GetUtcNow())),
            },
            CancellationToken.None);
    }

    /// <summary>Everything that is kept, once there is so much.</summary>
    private async Task<List<Delivery>> KeptAsync(QueueProcess process, int count)
    {
        var list = new QueueOperation.List(null, null, null, DeadLetters: false, Limit: 1_000);

        return await Until.IsAsync($"{count} deliveries", Patience, async () =>
        {
            // Who finds the store away looks again after a while.
            _clock.Advance(TimeSpan.FromSeconds(1));
            var jobs = ((QueueAnswer.Jobs)await process.AskAsync(QueueNames.Webhooks, list, CancellationToken.None)).Found;

            return jobs.Length < count ? null : jobs.Select(Delivery.Of).ToList() is var all && all.Count == count
                ? all
                : throw new InvalidOperationException($"{all.Count} deliveries.");
        });
    }
}
