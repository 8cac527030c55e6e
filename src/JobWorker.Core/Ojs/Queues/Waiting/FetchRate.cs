namespace JobWorker.Core.Ojs.Queues.Waiting;

/// <summary>How many jobs were fetched within the last second, or within as long as one takes at the rate.</summary>
internal sealed class FetchRate
{
    private readonly Queue<DateTimeOffset> _fetched = new();

    /// <summary>A job was fetched.</summary>
    public void Note(DateTimeOffset at) => _fetched.Enqueue(at);

    /// <summary>How many more may be fetched now.</summary>
    public int Left(double maxPerSecond, DateTimeOffset now)
    {
        var window = TimeSpan.FromSeconds(Math.Max(1, 1 / maxPerSecond));
        while (_fetched.TryPeek(out var first) && first <= now - window)
        {
            _fetched.Dequeue();
        }

        return Math.Max(0, (int)Math.Round(maxPerSecond * window.TotalSeconds) - _fetched.Count);
    }

    /// <summary>Nothing is limited any more.</summary>
    public void Clear() => _fetched.Clear();
}
