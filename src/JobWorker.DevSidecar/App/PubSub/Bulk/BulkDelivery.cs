using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.App.PubSub.Bulk;

/// <summary>Hands the messages of one subscription to the app, many at a time.</summary>
/// <remarks>
/// Each message waits for its own outcome, so that the component acknowledges it by its own rule. What the component hands
/// out at a time, such as the <c>concurrency</c> of <c>pubsub.redis</c>, is the most that can come together.
/// </remarks>
internal sealed class BulkDelivery : IDisposable
{
    private readonly Subscription _subscription;
    private readonly Delivery _single;
    private readonly AppChannel _app;
    private readonly RetryPolicy _retry;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly CancellationToken _abort;
    private readonly BulkBuffer<BulkEntry> _buffer;
    private readonly CancellationTokenRegistration _onStop;

    /// <param name="subscription">Which messages, how many at once.</param>
    /// <param name="options">How many, how long.</param>
    /// <param name="single">Opens messages and settles what the app does not take.</param>
    /// <param name="app">Who gets the messages.</param>
    /// <param name="retry">Tries before a message is given up.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told of what is late.</param>
    /// <param name="stop">Gives back what waits, and ends pauses between tries; a call in flight goes on.</param>
    /// <param name="abort">Ends calls in flight.</param>
    public BulkDelivery(
        Subscription subscription, BulkOptions options, Delivery single, AppChannel app, RetryPolicy retry, TimeProvider clock,
        ILogger logger, CancellationToken stop, CancellationToken abort)
    {
        (_subscription, _single, _app, _retry, _clock, _logger) = (subscription, single, app, retry, clock, logger);
        (_stop, _abort) = (stop, abort);
        _buffer = new BulkBuffer<BulkEntry>(options, clock, Send);
        _onStop = stop.Register(GiveBack);
    }

    /// <inheritdoc cref="Delivery.HandleAsync"/>
    public async Task HandleAsync(PubSubMessage message, CancellationToken cancel)
    {
        _stop.ThrowIfCancellationRequested();
        if (await _single.OpenAsync(message) is not { } opened)
        {
            return;
        }

        var entry = new BulkEntry(
            Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), opened.Path, message, opened.Event);
        _buffer.Add(entry);
        if (_stop.IsCancellationRequested)
        {
            GiveBack();
        }

        await entry.Done.Task;
    }

    public void Dispose()
    {
        _onStop.Dispose();
        _buffer.Dispose();
    }

    private void GiveBack()
    {
        foreach (var entry in _buffer.Empty())
        {
            entry.Done.TrySetCanceled(_stop);
        }
    }

    private void Send(IReadOnlyList<BulkEntry> entries)
    {
        foreach (var group in entries.GroupBy(entry => entry.Path))
        {
            _ = SendAsync(group.Key, [.. group]);
        }
    }

    private async Task SendAsync(string path, IReadOnlyList<BulkEntry> entries)
    {
        try
        {
            await DeliverAsync(path, entries);
        }
        catch (Exception e)
        {
            // Nobody awaits this task: whatever went wrong belongs to the messages that are not settled yet.
            foreach (var entry in entries)
            {
                entry.Done.TrySetException(e);
            }
        }
    }

    private async Task DeliverAsync(string path, IReadOnlyList<BulkEntry> entries)
    {
        for (var attempt = 1; ; attempt++)
        {
            var verdicts = await AskAsync(path, entries);
            var failed = entries.Zip(verdicts).Where(pair => pair.Second.Kind == VerdictKind.Retry).ToList();
            foreach (var (entry, verdict) in entries.Zip(verdicts).Where(pair => pair.Second.Kind != VerdictKind.Retry))
            {
                await SettleAsync(
                    entry, verdict.Kind == VerdictKind.Taken ? null : () => _single.DropAsync(entry.Message, verdict.Reason));
            }

            if (failed.Count == 0)
            {
                return;
            }

            // Once stopping, a failure says nothing about the messages: they stay with the broker.
            _stop.ThrowIfCancellationRequested();
            if (!_retry.Allows(attempt))
            {
                await GiveUpAsync(failed);
                return;
            }

            _logger.BulkRetried(
                failed.Count, entries.Count, _subscription.PubSub, _subscription.Topic, attempt, failed[0].Second.Reason);
            await Task.Delay(_retry.PauseBefore(attempt, Random.Shared.NextDouble()), _clock, _stop);
            entries = [.. failed.Select(pair => pair.First)];
        }
    }

    private async Task GiveUpAsync(IEnumerable<(BulkEntry Entry, Verdict Verdict)> failed)
    {
        foreach (var (entry, verdict) in failed)
        {
            await SettleAsync(entry, () => _single.GiveUpAsync(entry.Message, verdict.Reason));
        }
    }

    private static async Task SettleAsync(BulkEntry entry, Func<Task>? before)
    {
        try
        {
            await (before?.Invoke() ?? Task.CompletedTask);
            entry.Done.TrySetResult();
        }
        catch (Exception e)
        {
            // One message that cannot be settled, such as for want of a dead letter topic, is no affair of the others.
            entry.Done.TrySetException(e);
        }
    }

    private async Task<IReadOnlyList<Verdict>> AskAsync(string path, IReadOnlyList<BulkEntry> entries)
    {
        IReadOnlyList<string> ids = [.. entries.Select(entry => entry.Id)];
        try
        {
            return BulkVerdict.Of(await _app.SendAsync(Request(path, entries), _abort), ids);
        }
        catch (AppUnreachableException e)
        {
            return BulkVerdict.All(ids, new Verdict(VerdictKind.Retry, e.Message));
        }
    }

    private AppRequest Request(string path, IReadOnlyList<BulkEntry> entries) => new(HttpMethod.Post, path)
    {
        Body = BulkBody.Write(Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), _subscription, entries),
        ContentType = "application/json",
        Headers = [new("pubsubname", _subscription.PubSub), new(TraceParent.Header, TraceParent.New())],
    };
}
