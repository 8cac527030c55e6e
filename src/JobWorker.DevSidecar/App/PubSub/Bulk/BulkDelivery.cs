using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

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
    private readonly Runner _runner;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _stop;
    private readonly CancellationToken _abort;
    private readonly BulkBuffer<BulkEntry> _buffer;
    private readonly CancellationTokenRegistration _onStop;

    /// <param name="subscription">Which messages, how many at once.</param>
    /// <param name="options">How many, how long.</param>
    /// <param name="single">Opens messages and settles what the app does not take.</param>
    /// <param name="app">Who gets the messages.</param>
    /// <param name="runner">Tries, as its policies say, before a message is given up.</param>
    /// <param name="clock">The time.</param>
    /// <param name="stop">Gives back what waits, and ends pauses between tries; a call in flight goes on.</param>
    /// <param name="abort">Ends calls in flight.</param>
    public BulkDelivery(
        Subscription subscription, BulkOptions options, Delivery single, AppChannel app, Runner runner, TimeProvider clock,
        CancellationToken stop, CancellationToken abort)
    {
        (_subscription, _single, _app, _runner, _clock) = (subscription, single, app, runner, clock);
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
        var failed = await TryAsync(path, entries);
        if (failed.Count > 0)
        {
            // Once stopping, a failure says nothing about the messages: they stay with the broker.
            _stop.ThrowIfCancellationRequested();
            await GiveUpAsync(failed);
        }
    }

    /// <summary>What no try, of all that policies allow, could settle. Each try carries only what the one before left.</summary>
    private async Task<IReadOnlyList<(BulkEntry Entry, Verdict Verdict)>> TryAsync(string path, IReadOnlyList<BulkEntry> entries)
    {
        var left = entries;
        try
        {
            return await _runner.RunAsync(
                new Call<IReadOnlyList<(BulkEntry Entry, Verdict Verdict)>>(async token =>
                {
                    var failed = await SettleAsync(left, await AskAsync(path, left, token));
                    left = [.. failed.Select(one => one.Entry)];
                    return failed;
                })
                {
                    Judge = failed => failed is [var first, ..] ? new Failure(first.Verdict.Reason, first.Verdict.Code) : null,
                    What = $"{entries.Count} messages of topic {_subscription.Topic}",
                    Stop = _stop,
                }, _abort);
        }
        catch (PolicyException e)
        {
            return [.. left.Select(entry => (entry, new Verdict(VerdictKind.Retry, e.Message)))];
        }
    }

    /// <summary>Settles what was taken or dropped, and returns the rest.</summary>
    private async Task<IReadOnlyList<(BulkEntry Entry, Verdict Verdict)>> SettleAsync(
        IReadOnlyList<BulkEntry> entries, IReadOnlyList<Verdict> verdicts)
    {
        foreach (var (entry, verdict) in entries.Zip(verdicts).Where(pair => pair.Second.Kind != VerdictKind.Retry))
        {
            await SettleAsync(
                entry, verdict.Kind == VerdictKind.Taken ? null : () => _single.DropAsync(entry.Message, verdict.Reason));
        }

        return [.. entries.Zip(verdicts).Where(pair => pair.Second.Kind == VerdictKind.Retry)];
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

    private async Task<IReadOnlyList<Verdict>> AskAsync(
        string path, IReadOnlyList<BulkEntry> entries, CancellationToken cancel)
    {
        IReadOnlyList<string> ids = [.. entries.Select(entry => entry.Id)];
        try
        {
            return BulkVerdict.Of(await _app.SendAsync(Request(path, entries), cancel), ids);
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
