using System.Reflection;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Runtime;

/// <summary>What is known of an actor's class.</summary>
public sealed class ActorTypeInformation
{
    private ActorTypeInformation(Type implementation, string name, Type[] interfaces)
    {
        ImplementationType = implementation;
        ActorTypeName = name;
        InterfaceTypes = interfaces;
    }

    /// <summary>The name callers use.</summary>
    public string ActorTypeName { get; }

    /// <summary>The class.</summary>
    public Type ImplementationType { get; }

    /// <summary>The actor interfaces it implements.</summary>
    public IEnumerable<Type> InterfaceTypes { get; }

    /// <summary>Whether the class is abstract, and so cannot be hosted.</summary>
    public bool IsAbstract => ImplementationType.IsAbstract;

    /// <summary>Whether it can be reminded.</summary>
    public bool IsRemindable => ImplementationType.IsAssignableTo(typeof(IRemindable));

    /// <summary>Looks at an actor's class.</summary>
    /// <param name="actorType">The class.</param>
    /// <param name="actorTypeName">The name callers use; none for the <see cref="ActorAttribute"/>'s, else the class's.</param>
    /// <exception cref="ArgumentException">It is no actor, or has no proper actor interface.</exception>
    public static ActorTypeInformation Get(Type actorType, string? actorTypeName)
    {
        ArgumentNullException.ThrowIfNull(actorType);
        if (!actorType.IsSubclassOf(typeof(Actor)))
        {
            throw new ArgumentException($"{actorType.Name} does not derive from Actor.", nameof(actorType));
        }

        var interfaces = Array.FindAll(
            actorType.GetInterfaces(), type => type != typeof(IActor) && type.IsAssignableTo(typeof(IActor)));
        if (interfaces.Length == 0 && !actorType.IsAbstract)
        {
            throw new ArgumentException($"{actorType.Name} implements no interface that extends IActor.", nameof(actorType));
        }

        Array.ForEach(interfaces, type => ActorMethodShape.Of(type));
        var name = actorTypeName ?? actorType.GetCustomAttribute<ActorAttribute>()?.TypeName ?? actorType.Name;
        return new(actorType, name, interfaces);
    }
}
