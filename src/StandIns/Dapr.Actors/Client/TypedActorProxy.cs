using System.Reflection;

namespace Dapr.Actors.Client;

/// <summary>What a proxy with the methods of an actor interface is derived from, at run time.</summary>
#pragma warning disable CA1852 // Derived from at run time.
internal class TypedActorProxy : DispatchProxy, IActorProxy
#pragma warning restore CA1852
{
    /// <summary>Makes the calls; set right after creation.</summary>
    public ActorCaller Caller { get; set; } = null!;

    /// <inheritdoc/>
    public ActorId ActorId => Caller.Id;

    /// <inheritdoc/>
    public string ActorType => Caller.Type;

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        TypedCall.Of(targetMethod!).Start(Caller, args ?? []);
}
