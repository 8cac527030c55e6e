namespace JobWorker.DevSidecar.App.PubSub.Bulk;

/// <summary>Collects until there are enough, or until the first has waited long enough.</summary>
/// <param name="options">How many, how long.</param>
/// <param name="clock">The time.</param>
/// <param name="flush">Gets each batch, oldest first; must not block.</param>
internal sealed class BulkBuffer<T>(BulkOptions options, TimeProvider clock, Action<IReadOnlyList<T>> flush) : IDisposable
{
    private readonly Lock _gate = new();
    private List<T> _items = [];
    private ITimer? _timer;

    public void Add(T item)
    {
        IReadOnlyList<T>? full = null;
        lock (_gate)
        {
            _items.Add(item);
            if (_items.Count >= options.MaxMessages)
            {
                full = Take();
            }
            else if (_items.Count == 1)
            {
                _timer ??= clock.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(options.MaxWait, Timeout.InfiniteTimeSpan);
            }
        }

        if (full is not null)
        {
            flush(full);
        }
    }

    /// <summary>Gives up what has been collected.</summary>
    public IReadOnlyList<T> Empty()
    {
        lock (_gate)
        {
            return Take();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Flush()
    {
        if (Empty() is { Count: > 0 } items)
        {
            flush(items);
        }
    }

    private List<T> Take()
    {
        var taken = _items;
        _items = [];
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return taken;
    }
}
