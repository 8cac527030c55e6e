using System.Text.Json;
using Dapr.Actors.Client;
using Dapr.Actors.Wire;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>The actors of this process.</summary>
public sealed class ActorRuntime
{
    private readonly ActorRuntimeOptions _options;
    private readonly Dictionary<string, ActorManager> _managers;

    internal ActorRuntime(
        ActorRuntimeOptions options,
        ILoggerFactory loggerFactory,
        ActorActivatorFactory activators,
        IActorProxyFactory proxies,
        ActorTimerManager timers)
    {
        _options = options;
        _managers = options.Actors.ToDictionary(
            actor => actor.Type.ActorTypeName,
            actor => new ActorManager(
                actor.Type,
                actor.Activator ?? activators.CreateActivator(actor.Type),
                id => new ActorHost(actor.Type, id, options.JsonSerializerOptions, loggerFactory, proxies, timers)));
    }

    /// <summary>The actor types of this process.</summary>
    public IReadOnlyList<ActorRegistration> RegisteredActors => _options.Actors;

    /// <summary>What the sidecar asks for when it starts.</summary>
    internal byte[] Config() => ActorConfig.Write(_options);

    /// <summary>Runs a method.</summary>
    /// <returns>Its answer as JSON; none when it gives none.</returns>
    /// <exception cref="InvalidOperationException">There is no such actor type or method.</exception>
    internal Task<byte[]?> InvokeAsync(string type, string id, string method, Stream body, CancellationToken cancel) =>
        ManagerOf(type).InvokeAsync(new ActorId(id), method, body, cancel);

    /// <summary>Brings a reminder to its actor; nothing happens where the type is not <see cref="IRemindable"/>.</summary>
    internal Task RemindAsync(string type, string id, string reminder, Stream body, CancellationToken cancel) =>
        ManagerOf(type).RemindAsync(new ActorId(id), reminder, body, cancel);

    /// <summary>Brings a timer to its actor.</summary>
    internal Task TimeAsync(string type, string id, Stream body, CancellationToken cancel) =>
        ManagerOf(type).TimeAsync(new ActorId(id), body, cancel);

    /// <summary>Ends an actor's life; nothing happens where there is none.</summary>
    internal Task DeactivateAsync(string type, string id) => ManagerOf(type).DeactivateAsync(new ActorId(id));

    /// <summary>An exception as a typed proxy is told.</summary>
    internal static byte[] Fault(Exception e) =>
        JsonSerializer.SerializeToUtf8Bytes(new ActorFault(e.GetType().FullName, e.Message), JsonSerializerOptions.Web);

    private ActorManager ManagerOf(string type) =>
        _managers.TryGetValue(type, out var manager)
            ? manager
            : throw new InvalidOperationException($"No actor type '{type}' is registered.");
}
