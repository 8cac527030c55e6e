namespace Dapr.Actors.Runtime;

/// <summary>Names a reminder of an actor.</summary>
/// <param name="actorType">The actor's type.</param>
/// <param name="actorId">Which actor.</param>
/// <param name="name">The reminder's name.</param>
public class ActorReminderToken(string actorType, ActorId actorId, string name)
{
    /// <summary>The actor's type.</summary>
    public string ActorType { get; } = actorType ?? throw new ArgumentNullException(nameof(actorType));

    /// <summary>Which actor.</summary>
    public ActorId ActorId { get; } = actorId ?? throw new ArgumentNullException(nameof(actorId));

    /// <summary>The reminder's name.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));
}

/// <summary>Names a timer of an actor.</summary>
/// <param name="actorType">The actor's type.</param>
/// <param name="actorId">Which actor.</param>
/// <param name="name">The timer's name.</param>
public class ActorTimerToken(string actorType, ActorId actorId, string name)
{
    /// <summary>The actor's type.</summary>
    public string ActorType { get; } = actorType ?? throw new ArgumentNullException(nameof(actorType));

    /// <summary>Which actor.</summary>
    public ActorId ActorId { get; } = actorId ?? throw new ArgumentNullException(nameof(actorId));

    /// <summary>The timer's name.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));
}
