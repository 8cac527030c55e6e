namespace Dapr.Actors.Client;

/// <summary>Makes proxies. Cheap to use for each call.</summary>
public interface IActorProxyFactory
{
    /// <summary>A proxy that calls methods by their names.</summary>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorType">The name its type is registered by.</param>
    /// <param name="options">In place of the factory's own.</param>
    ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions? options = null);

    /// <summary>A proxy with the methods of an actor interface.</summary>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorType">The name its type is registered by.</param>
    /// <param name="options">In place of the factory's own.</param>
    /// <exception cref="ArgumentException">The interface breaks a rule of <see cref="IActor"/>.</exception>
    /// <exception cref="NotSupportedException">The options lack <see cref="ActorProxyOptions.UseJsonSerialization"/>.</exception>
    TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions? options = null)
        where TActorInterface : IActor;

    /// <summary>A proxy with the methods of an actor interface known only at run time.</summary>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorInterfaceType">The interface.</param>
    /// <param name="actorType">The name its type is registered by.</param>
    /// <param name="options">In place of the factory's own.</param>
    /// <exception cref="ArgumentException">The interface breaks a rule of <see cref="IActor"/>.</exception>
    /// <exception cref="NotSupportedException">The options lack <see cref="ActorProxyOptions.UseJsonSerialization"/>.</exception>
    object CreateActorProxy(
        ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions? options = null);
}
