namespace Dapr.Actors.Runtime;

/// <summary>A timer to set. It lives as long as the sidecar does.</summary>
public class ActorTimer : ActorTimerToken
{
    /// <summary>A timer without an end.</summary>
    /// <param name="actorType">The actor's type.</param>
    /// <param name="actorId">Which actor.</param>
    /// <param name="name">The timer's name.</param>
    /// <param name="timerCallback">The method to call.</param>
    /// <param name="data">What to call it with.</param>
    /// <param name="dueTime">Until the first call; zero or more.</param>
    /// <param name="period">Between calls; -1 ms for one call only.</param>
    public ActorTimer(
        string actorType, ActorId actorId, string name, string timerCallback, byte[]? data, TimeSpan dueTime, TimeSpan period)
        : base(actorType, actorId, name)
    {
        ArgumentException.ThrowIfNullOrEmpty(timerCallback);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        TimerCallback = timerCallback;
        Data = data ?? [];
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>A timer that ends after a while.</summary>
    /// <param name="actorType">The actor's type.</param>
    /// <param name="actorId">Which actor.</param>
    /// <param name="name">The timer's name.</param>
    /// <param name="timerCallback">The method to call.</param>
    /// <param name="data">What to call it with.</param>
    /// <param name="dueTime">Until the first call; zero or more.</param>
    /// <param name="period">Between calls; -1 ms for one call only.</param>
    /// <param name="ttl">After how long it ends; zero or more.</param>
    public ActorTimer(
        string actorType,
        ActorId actorId,
        string name,
        string timerCallback,
        byte[]? data,
        TimeSpan dueTime,
        TimeSpan period,
        TimeSpan ttl)
        : this(actorType, actorId, name, timerCallback, data, dueTime, period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ttl, TimeSpan.Zero);
        Ttl = ttl;
    }

    /// <summary>The method to call.</summary>
    public string TimerCallback { get; }

    /// <summary>What to call it with; empty for nothing.</summary>
    public byte[] Data { get; }

    /// <summary>Until the first call.</summary>
    public TimeSpan DueTime { get; }

    /// <summary>Between calls; negative for one call only.</summary>
    public TimeSpan Period { get; }

    /// <summary>After how long it ends; none for never.</summary>
    public TimeSpan? Ttl { get; }
}
