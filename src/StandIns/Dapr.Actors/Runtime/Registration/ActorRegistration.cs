namespace Dapr.Actors.Runtime;

/// <summary>An actor type this process hosts.</summary>
public sealed class ActorRegistration
{
    /// <summary>An actor type with the options of all.</summary>
    /// <param name="type">The type.</param>
    public ActorRegistration(ActorTypeInformation type)
        : this(type, options: null)
    {
    }

    /// <summary>An actor type with options of its own.</summary>
    /// <param name="type">The type.</param>
    /// <param name="options">Its options; none for those of all.</param>
    public ActorRegistration(ActorTypeInformation type, ActorRuntimeOptions? options)
    {
        Type = type;
        TypeOptions = options;
    }

    /// <summary>The type.</summary>
    public ActorTypeInformation Type { get; }

    /// <summary>Makes its actors; none for the usual way, dependency injection.</summary>
    public ActorActivator? Activator { get; set; }

    /// <summary>Its options; none for those of all.</summary>
    public ActorRuntimeOptions? TypeOptions { get; }
}
