namespace JobWorker.DevSidecar.Run.Embedded.Data;

/// <summary>One entry: fields and values in turn.</summary>
internal sealed record StreamItem(StreamId Id, IReadOnlyList<ReadOnlyMemory<byte>> Fields);

/// <summary>An append-only list of entries with the groups that read it.</summary>
internal sealed class RedisStream
{
    private readonly List<StreamItem> _items = [];

    public int Length => _items.Count;

    /// <summary>The highest id ever given, also after its entry is gone.</summary>
    public StreamId LastId { get; set; }

    /// <summary>Entries ever added.</summary>
    public long Added { get; set; }

    /// <summary>The highest id ever deleted by name.</summary>
    public StreamId MaxDeleted { get; private set; }

    public StreamItem? First => _items.Count > 0 ? _items[0] : null;

    public StreamItem? Last => _items.Count > 0 ? _items[^1] : null;

    public SortedDictionary<string, ConsumerGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The id <c>XADD *</c> gives at this moment, in milliseconds since 1970.</summary>
    public StreamId NextId(long now) => (ulong)now > LastId.Milliseconds ? new((ulong)now, 0) : LastId.Next;

    public void Add(StreamItem item)
    {
        _items.Add(item);
        LastId = item.Id;
        Added++;
    }

    public StreamItem? Find(StreamId id)
    {
        var at = IndexOf(id);
        return at < _items.Count && _items[at].Id == id ? _items[at] : null;
    }

    /// <summary>Entries from one id to another, both included, oldest first.</summary>
    public IEnumerable<StreamItem> Range(StreamId from, StreamId to)
    {
        for (var i = IndexOf(from); i < _items.Count && _items[i].Id <= to; i++)
        {
            yield return _items[i];
        }
    }

    /// <summary>Entries from one id back to another, both included, newest first.</summary>
    public IEnumerable<StreamItem> RangeBackwards(StreamId from, StreamId to)
    {
        var start = IndexOf(from);
        for (var i = start < _items.Count && _items[start].Id == from ? start : start - 1; i >= 0 && _items[i].Id >= to; i--)
        {
            yield return _items[i];
        }
    }

    public int CountAfter(StreamId id) => _items.Count - (id == StreamId.Highest ? _items.Count : IndexOf(id.Next));

    public bool Delete(StreamId id)
    {
        var at = IndexOf(id);
        if (at >= _items.Count || _items[at].Id != id)
        {
            return false;
        }

        _items.RemoveAt(at);
        MaxDeleted = id > MaxDeleted ? id : MaxDeleted;
        return true;
    }

    /// <summary>Drops the oldest until no more than <paramref name="length"/> are left; answers how many went.</summary>
    public int TrimToLength(long length) => RemoveFirst((int)Math.Max(0, _items.Count - length));

    /// <summary>Drops entries older than <paramref name="oldest"/>; answers how many went.</summary>
    public int TrimBefore(StreamId oldest) => RemoveFirst(IndexOf(oldest));

    private int RemoveFirst(int count)
    {
        _items.RemoveRange(0, count);
        return count;
    }

    /// <summary>Where the first entry is whose id is at least this.</summary>
    private int IndexOf(StreamId id)
    {
        var (low, high) = (0, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _items[middle].Id < id ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
