using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>The base of actors. One turn at a time runs on each, as the sidecar sees to it.</summary>
public abstract class Actor
{
    /// <summary>An actor at its host.</summary>
    /// <param name="host">What the runtime gives each actor.</param>
    protected Actor(ActorHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Host = host;
        Logger = host.LoggerFactory.CreateLogger(GetType());
    }

    /// <summary>Logs under the name of the actor's class.</summary>
    protected ILogger Logger { get; }

    /// <summary>Which actor of its type this is.</summary>
    public ActorId Id => Host.Id;

    /// <summary>What the runtime gives each actor.</summary>
    public ActorHost Host { get; }

    /// <summary>Makes proxies of other actors.</summary>
    public IActorProxyFactory ProxyFactory => Host.ProxyFactory;

    /// <summary>Sets a timer, which lives as long as the sidecar does. One of the same name is replaced.</summary>
    /// <param name="timerName">Its name, one of its kind for this actor.</param>
    /// <param name="callback">The method to call: takes a byte array or nothing and returns a task.</param>
    /// <param name="callbackParams">What to call it with.</param>
    /// <param name="dueTime">Until the first call.</param>
    /// <param name="period">Between calls; negative for one call only.</param>
    /// <exception cref="ArgumentException">There is no such method.</exception>
    /// <exception cref="DaprApiException">The sidecar refused.</exception>
    public Task<ActorTimer> RegisterTimerAsync(
        string timerName, string callback, byte[]? callbackParams, TimeSpan dueTime, TimeSpan period) =>
        RegisterAsync(new ActorTimer(TypeName, Id, timerName, callback, callbackParams, dueTime, period));

    /// <summary>Sets a timer that ends after a while.</summary>
    /// <inheritdoc cref="RegisterTimerAsync(string, string, byte[], TimeSpan, TimeSpan)"/>
    public Task<ActorTimer> RegisterTimerAsync(
        string timerName, string callback, byte[]? callbackParams, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) =>
        RegisterAsync(new ActorTimer(TypeName, Id, timerName, callback, callbackParams, dueTime, period, ttl));

    /// <summary>Sets a reminder, which outlives the process. One of the same name is replaced.</summary>
    /// <param name="reminderName">Its name, one of its kind for this actor.</param>
    /// <param name="state">What it brings back.</param>
    /// <param name="dueTime">Until the first call.</param>
    /// <param name="period">Between calls; negative for one call only.</param>
    /// <exception cref="InvalidOperationException">The actor is not <see cref="IRemindable"/>.</exception>
    /// <exception cref="DaprApiException">The sidecar refused.</exception>
    protected Task<IActorReminder> RegisterReminderAsync(
        string reminderName, byte[]? state, TimeSpan dueTime, TimeSpan period) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period));

    /// <summary>Sets a reminder that ends after a while.</summary>
    /// <inheritdoc cref="RegisterReminderAsync(string, byte[], TimeSpan, TimeSpan)"/>
    protected Task<IActorReminder> RegisterReminderAsync(
        string reminderName, byte[]? state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, ttl));

    /// <summary>Sets a reminder that ends after a while or some calls, whichever comes first.</summary>
    /// <inheritdoc cref="RegisterReminderAsync(string, byte[], TimeSpan, TimeSpan)"/>
    protected Task<IActorReminder> RegisterReminderAsync(
        string reminderName, byte[]? state, TimeSpan dueTime, TimeSpan period, int repetitions, TimeSpan ttl) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, repetitions, ttl));

    /// <summary>Sets a reminder that ends after some calls.</summary>
    /// <inheritdoc cref="RegisterReminderAsync(string, byte[], TimeSpan, TimeSpan)"/>
    protected Task<IActorReminder> RegisterReminderAsync(
        string reminderName, byte[]? state, TimeSpan dueTime, TimeSpan period, int repetitions) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, repetitions));

    /// <summary>A reminder as the sidecar knows it.</summary>
    /// <exception cref="DaprApiException">There is none of the name, or the sidecar refused.</exception>
    protected Task<IActorReminder> GetReminderAsync(string reminderName) =>
        Host.TimerManager.GetReminderAsync(new ActorReminderToken(TypeName, Id, reminderName));

    /// <summary>Ends a reminder. Nothing happens where there is none.</summary>
    protected Task UnregisterReminderAsync(IActorReminder reminder) => UnregisterReminderAsync(reminder.Name);

    /// <summary>Ends a reminder. Nothing happens where there is none.</summary>
    protected Task UnregisterReminderAsync(string reminderName) =>
        Host.TimerManager.UnregisterReminderAsync(new ActorReminderToken(TypeName, Id, reminderName));

    /// <summary>Ends a timer. Nothing happens where there is none.</summary>
    protected Task UnregisterTimerAsync(ActorTimer timer) => UnregisterTimerAsync(timer.Name);

    /// <summary>Ends a timer. Nothing happens where there is none.</summary>
    protected Task UnregisterTimerAsync(string timerName) =>
        Host.TimerManager.UnregisterTimerAsync(new ActorTimerToken(TypeName, Id, timerName));

    /// <summary>Runs before the first turn. An actor that throws here is dropped, and the next call starts over.</summary>
    protected virtual Task OnActivateAsync() => Task.CompletedTask;

    /// <summary>Runs after the last turn.</summary>
    protected virtual Task OnDeactivateAsync() => Task.CompletedTask;

    /// <summary>Runs before each turn.</summary>
    protected virtual Task OnPreActorMethodAsync(ActorMethodContext actorMethodContext) => Task.CompletedTask;

    /// <summary>Runs after each turn that did not throw.</summary>
    protected virtual Task OnPostActorMethodAsync(ActorMethodContext actorMethodContext) => Task.CompletedTask;

    /// <summary>Runs after each turn that threw, before the exception goes on its way.</summary>
    protected virtual Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e) =>
        Task.CompletedTask;

    /// <summary>For the runtime: begins the actor's life.</summary>
    internal Task ActivateAsync() => OnActivateAsync();

    /// <summary>For the runtime: ends the actor's life.</summary>
    internal Task DeactivateAsync() => OnDeactivateAsync();

    /// <summary>For the runtime: one turn with what surrounds it.</summary>
    internal async Task<T> TurnAsync<T>(ActorMethodContext context, Func<Actor, Task<T>> turn)
    {
        try
        {
            await OnPreActorMethodAsync(context);
            var result = await turn(this);
            await OnPostActorMethodAsync(context);
            return result;
        }
        catch (Exception e)
        {
            await OnActorMethodFailedAsync(context, e);
            throw;
        }
    }

    private string TypeName => Host.ActorTypeInfo.ActorTypeName;

    private async Task<ActorTimer> RegisterAsync(ActorTimer timer)
    {
        TimerCallback.Find(Host.ActorTypeInfo.ImplementationType, timer.TimerCallback);
        await Host.TimerManager.RegisterTimerAsync(timer);
        return timer;
    }

    private async Task<IActorReminder> RegisterAsync(ActorReminder reminder)
    {
        if (this is not IRemindable)
        {
            throw new InvalidOperationException($"{GetType().Name} sets a reminder but does not implement IRemindable.");
        }

        await Host.TimerManager.RegisterReminderAsync(reminder);
        return reminder;
    }
}
