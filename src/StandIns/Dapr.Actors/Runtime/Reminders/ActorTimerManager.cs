namespace Dapr.Actors.Runtime;

/// <summary>Sets and ends reminders and timers.</summary>
public abstract class ActorTimerManager
{
    /// <summary>A reminder as the sidecar knows it.</summary>
    public abstract Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder);

    /// <summary>Sets a reminder in place of one of the same name.</summary>
    public abstract Task RegisterReminderAsync(ActorReminder reminder);

    /// <summary>Sets a timer in place of one of the same name.</summary>
    public abstract Task RegisterTimerAsync(ActorTimer timer);

    /// <summary>Ends a reminder. Nothing happens where there is none.</summary>
    public abstract Task UnregisterReminderAsync(ActorReminderToken reminder);

    /// <summary>Ends a timer. Nothing happens where there is none.</summary>
    public abstract Task UnregisterTimerAsync(ActorTimerToken timer);
}
