using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>What one reader has not read yet; a reader that is too slow loses the oldest, and is told how many.</summary>
/// <param name="capacity">How many are kept.</param>
/// <param name="isWhole">Whether events are kept that only lead to others: see <see cref="RealtimeEvents.IsTold"/>.</param>
internal sealed class EventBuffer(int capacity = EventBuffer.Usual, bool isWhole = false)
{
    /// <summary>OJS realtime, section 5.4.</summary>
    public const int Usual = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<Told> _waiting = new();
    private Dropped? _dropped;
    private TaskCompletionSource _news = NewSignal();

    /// <summary>Whether an event is of interest.</summary>
    public bool Wants(FeedEntry entry) => isWhole || RealtimeEvents.IsTold(entry);

    /// <summary>Adds one; the oldest goes where there is no room.</summary>
    public void Add(Told told)
    {
        lock (_gate)
        {
            if (_waiting.Count >= capacity)
            {
                var lost = _waiting.Dequeue();
                _dropped = _dropped is { } before
                    ? before with { Count = before.Count + 1, Newest = lost.Entry.Id }
                    : new Dropped(lost.Channel, 1, lost.Entry.Id, lost.Entry.Id);
            }

            _waiting.Enqueue(told);
            _news.TrySetResult();
        }
    }

    /// <summary>Everything that waits, and what was lost before it.</summary>
    public (Dropped? Dropped, IReadOnlyList<Told> Told) Take()
    {
        lock (_gate)
        {
            var taken = (_dropped, _waiting.ToList());
            _waiting.Clear();
            _dropped = null;
            if (_news.Task.IsCompleted)
            {
                _news = NewSignal();
            }

            return taken;
        }
    }

    /// <summary>Ends when something waits; false after the time.</summary>
    public async Task<bool> WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancel)
    {
        Task news;
        lock (_gate)
        {
            news = _news.Task;
        }

        try
        {
            await news.WaitAsync(most, clock, cancel);

            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>An event on its way to a reader.</summary>
/// <param name="Channel">What the reader subscribed to, such as <c>queue:default</c>.</param>
/// <param name="Queue">The queue it happened in.</param>
/// <param name="Entry">What happened.</param>
internal sealed record Told(string Channel, string Queue, FeedEntry Entry);

/// <summary>Events that a slow reader lost.</summary>
/// <param name="Channel">Of which channel, where there are several: that of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">The id of the first.</param>
/// <param name="Newest">The id of the last.</param>
internal sealed record Dropped(string Channel, int Count, string Oldest, string Newest);
