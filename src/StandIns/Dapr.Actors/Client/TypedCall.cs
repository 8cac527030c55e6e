using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Client;

/// <summary>How a method of an actor interface becomes a call, found out once.</summary>
internal abstract class TypedCall(ActorMethodShape shape)
{
    private static readonly ConcurrentDictionary<MethodInfo, TypedCall> Calls = new();
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Checks an interface and prepares its calls.</summary>
    /// <exception cref="ArgumentException">The interface breaks a rule of <see cref="IActor"/>.</exception>
    public static void Learn(Type actorInterface) => Known.GetOrAdd(actorInterface, type =>
    {
        foreach (var shape in ActorMethodShape.Of(type))
        {
            Calls.TryAdd(shape.Method, Create(shape));
        }

        return true;
    });

    /// <summary>The call of a method of a known interface.</summary>
    public static TypedCall Of(MethodInfo method) => Calls[method];

    /// <summary>Makes the call; what it returns is of the method's return type.</summary>
    public abstract Task Start(ActorCaller caller, object?[] arguments);

    /// <summary>Makes the call. The value is written as its declared type, so that discriminators are.</summary>
    protected Task<byte[]> CallAsync(ActorCaller caller, object?[] arguments)
    {
        var body = shape.Argument is { } type ? JsonSerializer.SerializeToUtf8Bytes(arguments[0], type, caller.Json) : null;
        var cancel = shape.TakesCancellation ? (CancellationToken)arguments[^1]! : CancellationToken.None;
        return caller.CallAsync(shape.Method.Name, body, typed: true, cancel);
    }

    private static TypedCall Create(ActorMethodShape shape) =>
        shape.Result is { } result
            ? (TypedCall)Activator.CreateInstance(typeof(Answered<>).MakeGenericType(result), shape)!
            : new Unanswered(shape);

    private sealed class Unanswered(ActorMethodShape shape) : TypedCall(shape)
    {
        public override Task Start(ActorCaller caller, object?[] arguments) => CallAsync(caller, arguments);
    }

    private sealed class Answered<TResult>(ActorMethodShape shape) : TypedCall(shape)
    {
        public override Task Start(ActorCaller caller, object?[] arguments) => AnswerAsync(caller, arguments);

        private async Task<TResult> AnswerAsync(ActorCaller caller, object?[] arguments) =>
            caller.Read<TResult>(await CallAsync(caller, arguments));
    }
}
