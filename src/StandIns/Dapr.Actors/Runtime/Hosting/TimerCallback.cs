using System.Reflection;

namespace Dapr.Actors.Runtime;

/// <summary>The method a timer calls.</summary>
internal static class TimerCallback
{
    /// <summary>Finds a method by its name, be it public or not, inherited or not.</summary>
    /// <exception cref="ArgumentException">There is none that takes a byte array or nothing and returns a task.</exception>
    public static MethodInfo Find(Type actor, string name)
    {
        for (var type = actor; type is not null && type != typeof(Actor); type = type.BaseType)
        {
            const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly;
            if (type.GetMethod(name, Any) is { } method)
            {
                return Fits(method)
                    ? method
                    : throw new ArgumentException(
                        $"Timer callback {actor.Name}.{name} must take a byte[] or nothing and return a Task.");
            }
        }

        throw new ArgumentException($"{actor.Name} has no method {name} for a timer to call.");
    }

    /// <summary>Calls the method.</summary>
    public static Task Call(MethodInfo method, Actor actor, byte[] data) =>
        (Task)method.Invoke(
            actor,
            BindingFlags.DoNotWrapExceptions,
            binder: null,
            method.GetParameters().Length == 0 ? [] : [data],
            culture: null)!;

    private static bool Fits(MethodInfo method) =>
        method.ReturnType.IsAssignableTo(typeof(Task))
        && method.GetParameters() is [] or [{ ParameterType.FullName: "System.Byte[]" }];
}
