using System.Reflection;
using System.Text.Json;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Runtime;

/// <summary>A method callers may call, ready to be called.</summary>
internal sealed class HostedMethod
{
    private readonly ActorMethodShape _shape;
    private readonly MethodInvoker _invoker;
    private readonly Func<Task, JsonSerializerOptions, Task<byte[]?>> _answer;

    private HostedMethod(ActorMethodShape shape)
    {
        _shape = shape;
        _invoker = MethodInvoker.Create(shape.Method);
        _answer = shape.Result is { } result
            ? typeof(HostedMethod).GetMethod(nameof(AnswerAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(result)
                .CreateDelegate<Func<Task, JsonSerializerOptions, Task<byte[]?>>>()
            : NoAnswerAsync;
    }

    /// <summary>The methods of an actor type by their names.</summary>
    /// <exception cref="ArgumentException">Two interfaces have methods of one name.</exception>
    public static Dictionary<string, HostedMethod> Of(ActorTypeInformation type) =>
        type.InterfaceTypes
            .SelectMany(ActorMethodShape.Of)
            .DistinctBy(shape => shape.Method)
            .ToDictionary(shape => shape.Method.Name, shape => new HostedMethod(shape));

    /// <summary>Reads the method's value, as its declared type; none when it takes none.</summary>
    public async ValueTask<object?> ReadAsync(Stream body, JsonSerializerOptions json, CancellationToken cancel) =>
        _shape.Argument is { } type ? await JsonSerializer.DeserializeAsync(body, type, json, cancel) : null;

    /// <summary>Calls the method and writes what it gives, as its declared type; none when it gives none.</summary>
    public Task<byte[]?> CallAsync(Actor actor, object? value, JsonSerializerOptions json, CancellationToken cancel)
    {
        var task = (_shape.Argument, _shape.TakesCancellation) switch
        {
            (null, false) => _invoker.Invoke(actor),
            (null, true) => _invoker.Invoke(actor, cancel),
            (_, false) => _invoker.Invoke(actor, value),
            (_, true) => _invoker.Invoke(actor, value, cancel),
        };
        return _answer((Task)task!, json);
    }

    private static async Task<byte[]?> AnswerAsync<T>(Task task, JsonSerializerOptions json) =>
        JsonSerializer.SerializeToUtf8Bytes(await (Task<T>)task, json);

    private static async Task<byte[]?> NoAnswerAsync(Task task, JsonSerializerOptions json)
    {
        await task;
        return null;
    }
}
