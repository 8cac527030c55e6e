using System.Reflection;

namespace Dapr.Actors.Wire;

/// <summary>What a method of an actor interface takes and gives.</summary>
/// <param name="Method">The method.</param>
/// <param name="Argument">The declared type of its value; none when it takes none.</param>
/// <param name="TakesCancellation">Whether a <see cref="CancellationToken"/> comes last.</param>
/// <param name="Result">What its task holds; none when it is a plain <see cref="Task"/>.</param>
internal sealed record ActorMethodShape(MethodInfo Method, Type? Argument, bool TakesCancellation, Type? Result)
{
    /// <summary>The methods of an actor interface, inherited ones too.</summary>
    /// <exception cref="ArgumentException">It breaks a rule of <see cref="IActor"/>.</exception>
    public static IReadOnlyList<ActorMethodShape> Of(Type actorInterface)
    {
        var extends = actorInterface.IsInterface && actorInterface.IsAssignableTo(typeof(IActor));
        Require(extends, actorInterface, "must extend IActor");
        Require(actorInterface.IsVisible, actorInterface, "must be public");
        var shapes = actorInterface.GetInterfaces().Prepend(actorInterface)
            .SelectMany(type => type.GetMethods())
            .Select(Of)
            .ToArray();

        var overloaded = shapes.GroupBy(shape => shape.Method.Name).FirstOrDefault(group => group.Count() > 1);
        Require(overloaded is null, actorInterface, $"has more than one method named {overloaded?.Key}");
        return shapes;
    }

    private static ActorMethodShape Of(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter => parameter.ParameterType).ToList();
        var takesCancellation = parameters is [.., var last] && last == typeof(CancellationToken);
        if (takesCancellation)
        {
            parameters.RemoveAt(parameters.Count - 1);
        }

        Require(!method.IsGenericMethod, method, "must not be generic");
        Require(parameters.Count <= 1, method, "must take at most one value");
        return new(method, parameters.FirstOrDefault(), takesCancellation, ResultOf(method));
    }

    private static Type? ResultOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return null;
        }

        Require(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>), method, "must return Task or Task<T>");
        return type.GetGenericArguments()[0];
    }

    private static void Require(bool holds, MemberInfo member, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"The actor interface member {member.DeclaringType?.Name}.{member.Name} {rule}.");
        }
    }
}
