using System.Collections.Concurrent;
using System.Reflection;
using Dapr.Client.Http;

namespace Dapr.Actors.Client;

/// <summary>Makes proxies that share connections to the sidecar.</summary>
public class ActorProxyFactory : IActorProxyFactory
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(100);

    private readonly ConcurrentDictionary<(string Endpoint, string? Token, TimeSpan Timeout), Sidecar> _sidecars = new();
    private readonly HttpMessageHandler? _handler;
    private ActorProxyOptions _options;

    /// <summary>A factory.</summary>
    /// <param name="options">What proxies use unless told otherwise.</param>
    /// <param name="handler">Takes the place of the shared connections; not disposed of here.</param>
    public ActorProxyFactory(ActorProxyOptions? options = null, HttpMessageHandler? handler = null)
    {
        _options = options ?? new ActorProxyOptions();
        _handler = handler;
    }

    /// <summary>What proxies use unless told otherwise.</summary>
    public ActorProxyOptions DefaultOptions
    {
        get => _options;
        set => _options = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <inheritdoc/>
    public ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions? options = null) =>
        new(CallerOf(actorId, actorType, options ?? _options));

    /// <inheritdoc/>
    public TActorInterface CreateActorProxy<TActorInterface>(
        ActorId actorId, string actorType, ActorProxyOptions? options = null)
        where TActorInterface : IActor =>
        (TActorInterface)CreateActorProxy(actorId, typeof(TActorInterface), actorType, options);

    /// <inheritdoc/>
    public object CreateActorProxy(
        ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions? options = null)
    {
        options ??= _options;
        if (!options.UseJsonSerialization)
        {
            throw new NotSupportedException("Typed actor proxies speak JSON only: set UseJsonSerialization to true.");
        }

        TypedCall.Learn(actorInterfaceType);
        var proxy = DispatchProxy.Create(actorInterfaceType, typeof(TypedActorProxy));
        ((TypedActorProxy)proxy).Caller = CallerOf(actorId, actorType, options);
        return proxy;
    }

    private ActorCaller CallerOf(ActorId actorId, string actorType, ActorProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(actorId);
        ArgumentException.ThrowIfNullOrEmpty(actorType);
        var key = (options.HttpEndpoint, options.DaprApiToken, options.RequestTimeout ?? UsualTimeout);
        var sidecar = _sidecars.GetOrAdd(key, x => Sidecar.Connect(x.Endpoint, x.Token, x.Timeout, _handler));
        return new(sidecar, options.JsonSerializerOptions, actorId, actorType);
    }
}
