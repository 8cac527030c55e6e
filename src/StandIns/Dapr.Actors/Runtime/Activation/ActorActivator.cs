namespace Dapr.Actors.Runtime;

/// <summary>Makes actors of one type and clears them away.</summary>
public abstract class ActorActivator
{
    /// <summary>Makes an actor.</summary>
    /// <param name="host">What its constructor is given.</param>
    public abstract Task<ActorActivatorState> CreateAsync(ActorHost host);

    /// <summary>Clears an actor away.</summary>
    /// <param name="state">As <see cref="CreateAsync"/> returned it.</param>
    public abstract Task DeleteAsync(ActorActivatorState state);
}

/// <summary>An actor and what its activator must remember of it.</summary>
/// <param name="actor">The actor.</param>
public class ActorActivatorState(Actor actor)
{
    /// <summary>The actor.</summary>
    public Actor Actor { get; } = actor;
}

/// <summary>Makes activators.</summary>
public abstract class ActorActivatorFactory
{
    /// <summary>The activator of a type.</summary>
    public abstract ActorActivator CreateActivator(ActorTypeInformation type);
}
