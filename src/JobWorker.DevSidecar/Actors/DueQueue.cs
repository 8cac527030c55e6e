namespace JobWorker.DevSidecar.Actors;

/// <summary>Fires many things at their times with one timer.</summary>
/// <remarks>What is no longer wanted stays until its time; <paramref name="fire"/> finds out and does nothing.</remarks>
/// <param name="clock">The time.</param>
/// <param name="fire">Called for each when due; must not block.</param>
internal sealed class DueQueue<T>(TimeProvider clock, Action<T> fire) : IDisposable
{
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(1);
    private readonly Lock _gate = new();
    private readonly PriorityQueue<T, long> _items = new();
    private ITimer? _timer;
    private bool _over;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public void Add(T item, DateTimeOffset due)
    {
        lock (_gate)
        {
            var first = !_items.TryPeek(out _, out var next) || due.UtcTicks < next;
            _items.Enqueue(item, due.UtcTicks);
            if (first)
            {
                Arm(due);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _items.Clear();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _items.Clear();
            _timer?.Dispose();
        }
    }

    private void OnTimer(object? state)
    {
        foreach (var item in TakeDue())
        {
            fire(item);
        }
    }

    private List<T> TakeDue()
    {
        lock (_gate)
        {
            var due = new List<T>();
            var now = clock.GetUtcNow().UtcTicks;
            while (_items.TryPeek(out var item, out var at) && at <= now)
            {
                due.Add(item);
                _items.Dequeue();
            }

            if (_items.TryPeek(out _, out var next))
            {
                Arm(new DateTimeOffset(next, TimeSpan.Zero));
            }

            return due;
        }
    }

    private void Arm(DateTimeOffset due)
    {
        if (_over)
        {
            return;
        }

        var wait = due - clock.GetUtcNow();
        // Timers count whole milliseconds and may fire a little early: round up, or the last one spins.
        var pause = wait <= TimeSpan.Zero ? TimeSpan.Zero : wait > Farthest ? Farthest : wait + TimeSpan.FromMilliseconds(1);
        _timer ??= clock.CreateTimer(OnTimer, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }
}
