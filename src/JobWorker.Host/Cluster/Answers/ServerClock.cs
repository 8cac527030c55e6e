namespace JobWorker.Host.Cluster.Answers;

/// <summary>How far the API server's clock is from ours, by the <c>Date</c> of its answers.</summary>
/// <remarks>
/// Times in Kubernetes' objects are the server's. They are compared with each other, or with ours only through here, so that
/// a clock that is wrong by an hour neither ends a job early nor holds one for ever.
/// </remarks>
internal sealed class ServerClock(TimeProvider clock)
{
    private long _ahead;

    /// <summary>The server's clock minus ours; zero before it has said a time. Whole seconds are all it says.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    /// <summary>Takes in the time an answer carries; none says nothing.</summary>
    public void Note(DateTimeOffset? date)
    {
        if (date is { } said)
        {
            Volatile.Write(ref _ahead, (said - clock.GetUtcNow()).Ticks);
        }
    }

    /// <summary>A time of the server's by our clock, UTC; never in the future.</summary>
    public DateTimeOffset Ours(DateTime server)
    {
        var (now, ahead) = (clock.GetUtcNow(), Ahead);
        var utc = DateTime.SpecifyKind(server, DateTimeKind.Utc);
        var ours = utc.Ticks > ahead.Ticks ? new DateTimeOffset(utc) - ahead : DateTimeOffset.MinValue;

        return ours < now ? ours : now;
    }
}
