namespace Dapr.Actors.Runtime;

/// <summary>A reminder to set.</summary>
public class ActorReminder : ActorReminderToken, IActorReminder
{
    /// <summary>A reminder without an end.</summary>
    /// <inheritdoc cref="ActorReminder(string, ActorId, string, byte[], TimeSpan, TimeSpan, int?, TimeSpan?)"/>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[]? state, TimeSpan dueTime, TimeSpan period)
        : this(actorType, actorId, name, state, dueTime, period, repetitions: null, ttl: null)
    {
    }

    /// <summary>A reminder that ends after a while.</summary>
    /// <inheritdoc cref="ActorReminder(string, ActorId, string, byte[], TimeSpan, TimeSpan, int?, TimeSpan?)"/>
    public ActorReminder(
        string actorType, ActorId actorId, string name, byte[]? state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl)
        : this(actorType, actorId, name, state, dueTime, period, repetitions: null, ttl)
    {
    }

    /// <summary>A reminder that ends after some calls.</summary>
    /// <inheritdoc cref="ActorReminder(string, ActorId, string, byte[], TimeSpan, TimeSpan, int?, TimeSpan?)"/>
    public ActorReminder(
        string actorType, ActorId actorId, string name, byte[]? state, TimeSpan dueTime, TimeSpan period, int? repetitions)
        : this(actorType, actorId, name, state, dueTime, period, repetitions, ttl: null)
    {
    }

    /// <summary>A reminder that ends after a while or some calls.</summary>
    /// <param name="actorType">The actor's type.</param>
    /// <param name="actorId">Which actor.</param>
    /// <param name="name">The reminder's name.</param>
    /// <param name="state">What it brings back.</param>
    /// <param name="dueTime">Until the first call; zero or more.</param>
    /// <param name="period">Between calls; -1 ms for one call only.</param>
    /// <param name="repetitions">How many calls; above zero.</param>
    /// <param name="ttl">After how long it ends; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ActorReminder(
        string actorType,
        ActorId actorId,
        string name,
        byte[]? state,
        TimeSpan dueTime,
        TimeSpan period,
        int? repetitions,
        TimeSpan? ttl)
        : base(actorType, actorId, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(ttl ?? TimeSpan.Zero, TimeSpan.Zero, nameof(ttl));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repetitions ?? 1, nameof(repetitions));
        State = state ?? [];
        DueTime = dueTime;
        Period = period;
        Repetitions = repetitions;
        Ttl = ttl;
    }

    /// <inheritdoc/>
    public byte[] State { get; }

    /// <inheritdoc/>
    public TimeSpan DueTime { get; }

    /// <inheritdoc/>
    public TimeSpan Period { get; }

    /// <summary>After how long it ends; none for never.</summary>
    public TimeSpan? Ttl { get; }

    /// <summary>How many calls; none for without end.</summary>
    public int? Repetitions { get; }
}
