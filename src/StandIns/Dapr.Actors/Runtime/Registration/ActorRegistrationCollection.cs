using System.Collections.ObjectModel;

namespace Dapr.Actors.Runtime;

/// <summary>The actor types this process hosts.</summary>
public sealed class ActorRegistrationCollection : KeyedCollection<ActorTypeInformation, ActorRegistration>
{
    /// <summary>Hosts an actor type.</summary>
    /// <param name="configure">Changes the registration.</param>
    public void RegisterActor<TActor>(Action<ActorRegistration>? configure = null)
        where TActor : Actor =>
        Register<TActor>(name: null, options: null, configure);

    /// <summary>Hosts an actor type with options of its own.</summary>
    /// <param name="typeOptions">Its options.</param>
    /// <param name="configure">Changes the registration.</param>
    public void RegisterActor<TActor>(ActorRuntimeOptions? typeOptions, Action<ActorRegistration>? configure = null)
        where TActor : Actor =>
        Register<TActor>(name: null, typeOptions, configure);

    /// <summary>Hosts an actor type by another name.</summary>
    /// <param name="actorTypeName">The name callers use.</param>
    /// <param name="configure">Changes the registration.</param>
    public void RegisterActor<TActor>(string? actorTypeName, Action<ActorRegistration>? configure = null)
        where TActor : Actor =>
        Register<TActor>(actorTypeName, options: null, configure);

    /// <summary>Hosts an actor type by another name, with options of its own.</summary>
    /// <param name="actorTypeName">The name callers use.</param>
    /// <param name="typeOptions">Its options.</param>
    /// <param name="configure">Changes the registration.</param>
    public void RegisterActor<TActor>(
        string? actorTypeName, ActorRuntimeOptions? typeOptions, Action<ActorRegistration>? configure = null)
        where TActor : Actor =>
        Register<TActor>(actorTypeName, typeOptions, configure);

    /// <inheritdoc/>
    protected override ActorTypeInformation GetKeyForItem(ActorRegistration item) => item.Type;

    private void Register<TActor>(string? name, ActorRuntimeOptions? options, Action<ActorRegistration>? configure)
        where TActor : Actor
    {
        var registration = new ActorRegistration(ActorTypeInformation.Get(typeof(TActor), name), options);
        configure?.Invoke(registration);
        Add(registration);
    }
}
