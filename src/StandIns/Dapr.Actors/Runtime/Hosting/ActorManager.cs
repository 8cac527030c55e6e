using System.Collections.Concurrent;

namespace Dapr.Actors.Runtime;

/// <summary>The active actors of one type.</summary>
/// <remarks>
/// The sidecar lets one turn at a time through for each actor. Should two overlap all the same, they share one activation and
/// nothing here makes one wait for the other.
/// </remarks>
/// <param name="type">The type.</param>
/// <param name="activator">Makes its actors.</param>
/// <param name="hostOf">What an actor's constructor is given.</param>
internal sealed class ActorManager(ActorTypeInformation type, ActorActivator activator, Func<ActorId, ActorHost> hostOf)
{
    private readonly ConcurrentDictionary<ActorId, Lazy<Task<ActorActivatorState>>> _active = new();
    private readonly Dictionary<string, HostedMethod> _methods = HostedMethod.Of(type);

    /// <summary>Runs a method.</summary>
    /// <exception cref="InvalidOperationException">There is no such method.</exception>
    public async Task<byte[]?> InvokeAsync(ActorId id, string name, Stream body, CancellationToken cancel)
    {
        if (!_methods.TryGetValue(name, out var method))
        {
            throw new InvalidOperationException($"Actor type '{type.ActorTypeName}' has no method '{name}'.");
        }

        var actor = await ActorOf(id);
        var value = await method.ReadAsync(body, actor.Host.JsonSerializerOptions, cancel);
        return await actor.TurnAsync(
            new(name, ActorCallType.ActorInterfaceMethod),
            x => method.CallAsync(x, value, x.Host.JsonSerializerOptions, cancel));
    }

    /// <summary>Brings a reminder; nothing happens where the type cannot be reminded.</summary>
    public async Task RemindAsync(ActorId id, string reminder, Stream body, CancellationToken cancel)
    {
        if (!type.IsRemindable)
        {
            return;
        }

        var told = await ActorCallback.ReadAsync(body, cancel);
        await TurnAsync(
            id,
            new(nameof(IRemindable.ReceiveReminderAsync), ActorCallType.ReminderMethod),
            actor => ((IRemindable)actor).ReceiveReminderAsync(reminder, told.Data, told.DueTime, told.Period));
    }

    /// <summary>Brings a timer.</summary>
    /// <exception cref="ArgumentException">There is no such callback.</exception>
    public async Task TimeAsync(ActorId id, Stream body, CancellationToken cancel)
    {
        var told = await ActorCallback.ReadAsync(body, cancel);
        var method = TimerCallback.Find(type.ImplementationType, told.Callback ?? "");
        await TurnAsync(
            id, new(method.Name, ActorCallType.TimerMethod), actor => TimerCallback.Call(method, actor, told.Data));
    }

    /// <summary>Ends an actor's life; nothing happens where there is none.</summary>
    public async Task DeactivateAsync(ActorId id)
    {
        if (!_active.TryRemove(id, out var activation))
        {
            return;
        }

        var state = await activation.Value;
        try
        {
            await state.Actor.DeactivateAsync();
        }
        finally
        {
            await activator.DeleteAsync(state);
        }
    }

    private async Task TurnAsync(ActorId id, ActorMethodContext context, Func<Actor, Task> turn) =>
        await (await ActorOf(id)).TurnAsync(context, async actor =>
        {
            await turn(actor);
            return true;
        });

    private async Task<Actor> ActorOf(ActorId id)
    {
        var activation = _active.GetOrAdd(id, static (id, me) => new(() => me.ActivateAsync(id)), this);
        try
        {
            return (await activation.Value).Actor;
        }
        catch
        {
            // Only this activation: another one may already have taken its place.
            _active.TryRemove(KeyValuePair.Create(id, activation));
            throw;
        }
    }

    private async Task<ActorActivatorState> ActivateAsync(ActorId id)
    {
        var state = await activator.CreateAsync(hostOf(id));
        try
        {
            await state.Actor.ActivateAsync();
            return state;
        }
        catch
        {
            await activator.DeleteAsync(state);
            throw;
        }
    }
}
