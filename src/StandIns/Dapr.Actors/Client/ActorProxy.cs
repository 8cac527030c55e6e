using System.Text.Json;

namespace Dapr.Actors.Client;

/// <summary>Calls an actor's methods by their names, with at most one value as JSON.</summary>
/// <remarks>
/// A call the sidecar refuses, or whose method throws, throws <see cref="DaprApiException"/>; a sidecar that cannot be reached
/// <see cref="HttpRequestException"/>.
/// </remarks>
public class ActorProxy : IActorProxy
{
    private readonly ActorCaller _caller;

    internal ActorProxy(ActorCaller caller) => _caller = caller;

    /// <summary>The factory behind the static methods here, set up from environment variables.</summary>
    public static IActorProxyFactory DefaultProxyFactory { get; } = new ActorProxyFactory();

    /// <inheritdoc/>
    public ActorId ActorId => _caller.Id;

    /// <inheritdoc/>
    public string ActorType => _caller.Type;

    /// <summary>A proxy with the methods of an actor interface.</summary>
    /// <inheritdoc cref="IActorProxyFactory.CreateActorProxy{TActorInterface}"/>
    public static TActorInterface Create<TActorInterface>(
        ActorId actorId, string actorType, ActorProxyOptions? options = null)
        where TActorInterface : IActor =>
        DefaultProxyFactory.CreateActorProxy<TActorInterface>(actorId, actorType, options);

    /// <summary>A proxy with the methods of an actor interface known only at run time.</summary>
    /// <inheritdoc cref="IActorProxyFactory.CreateActorProxy(ActorId, Type, string, ActorProxyOptions)"/>
    public static object Create(
        ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions? options = null) =>
        DefaultProxyFactory.CreateActorProxy(actorId, actorInterfaceType, actorType, options);

    /// <summary>A proxy that calls methods by their names.</summary>
    /// <inheritdoc cref="IActorProxyFactory.Create"/>
    public static ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions? options = null) =>
        DefaultProxyFactory.Create(actorId, actorType, options);

    /// <summary>Calls a method that takes a value and gives one.</summary>
    public async Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(
        string method, TRequest data, CancellationToken cancellationToken = default) =>
        _caller.Read<TResponse>(await CallAsync(method, Bytes(data), cancellationToken));

    /// <summary>Calls a method that takes a value and gives none.</summary>
    public Task InvokeMethodAsync<TRequest>(
        string method, TRequest data, CancellationToken cancellationToken = default) =>
        CallAsync(method, Bytes(data), cancellationToken);

    /// <summary>Calls a method that takes no value and gives one.</summary>
    public async Task<TResponse> InvokeMethodAsync<TResponse>(
        string method, CancellationToken cancellationToken = default) =>
        _caller.Read<TResponse>(await CallAsync(method, body: null, cancellationToken));

    /// <summary>Calls a method that takes no value and gives none.</summary>
    public Task InvokeMethodAsync(string method, CancellationToken cancellationToken = default) =>
        CallAsync(method, body: null, cancellationToken);

    private Task<byte[]> CallAsync(string method, byte[]? body, CancellationToken cancel) =>
        _caller.CallAsync(method, body, typed: false, cancel);

    private byte[] Bytes<TRequest>(TRequest data) => JsonSerializer.SerializeToUtf8Bytes(data, _caller.Json);
}
