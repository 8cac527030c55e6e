using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>The events of one queue on their way to the broker, in order, each once it is stored.</summary>
/// <remarks>
/// A queue's log is not cut before its events are out, and who reopens the log tells them again, under the same ids: so each
/// event comes at least once.
/// </remarks>
/// <param name="queue">The queue's name.</param>
/// <param name="relays">Publishes.</param>
internal sealed class EventRelay(string queue, EventRelays relays) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(FeedEntry Entry, OjsJob? Job)> _stored = new();
    private List<(FeedEntry Entry, OjsJob? Job)> _fresh = [];
    private readonly CancellationTokenSource _end = new();
    private bool _busy;

    /// <summary>Whether everything is out that is stored.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return !_busy;
            }
        }
    }

    /// <summary>Something happened that is not stored yet.</summary>
    public void Add(FeedEntry entry, OjsJob? job) => _fresh.Add((entry, job));

    /// <summary>What happened since the last call; it goes out when the answer is called.</summary>
    public Action Gather()
    {
        var gathered = Interlocked.Exchange(ref _fresh, []);

        return () => Release(gathered);
    }

    private void Release(List<(FeedEntry Entry, OjsJob? Job)> gathered)
    {
        lock (_gate)
        {
            gathered.ForEach(_stored.Enqueue);
            if (_busy || _stored.Count == 0)
            {
                return;
            }

            _busy = true;
        }

        _ = Task.Run(RunAsync);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var end = _end.Token;
        while (Take() is { } next)
        {
            try
            {
                await relays.PublishAsync(queue, next.Entry, next.Job, end);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private (FeedEntry Entry, OjsJob? Job)? Take()
    {
        lock (_gate)
        {
            if (_stored.TryDequeue(out var next))
            {
                return next;
            }

            _busy = false;

            return null;
        }
    }
}
