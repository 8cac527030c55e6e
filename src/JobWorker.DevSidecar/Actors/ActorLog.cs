namespace JobWorker.DevSidecar.Actors;

/// <summary>What actors, reminders and timers log; ids 340 to 349.</summary>
internal static partial class ActorLog
{
    [LoggerMessage(340, LogLevel.Warning, "Actor {Type}/{Id}: the app answered its deactivation with {Status}, not 200")]
    public static partial void DeactivationRefused(this ILogger logger, string type, string id, int status);

    [LoggerMessage(341, LogLevel.Debug, "Actor {Type}/{Id}: the app was not told of its deactivation: {Reason}")]
    public static partial void DeactivationUnheard(this ILogger logger, string type, string id, string reason);

    [LoggerMessage(342, LogLevel.Warning,
        "Actor {Type}/{Id}: reminder {Name} failed {Attempts} times and this tick of it is lost: {Reason}")]
    public static partial void TickDropped(
        this ILogger logger, string type, string id, string name, int attempts, string reason);

    [LoggerMessage(343, LogLevel.Error, "Actor {Type}/{Id}: reminder {Name} fires no more until the next start")]
    public static partial void ReminderBroken(
        this ILogger logger, string type, string id, string name, Exception cause);

    [LoggerMessage(344, LogLevel.Warning, "Actor {Type}/{Id}: timer {Name} failed: {Reason}")]
    public static partial void TimerFailed(this ILogger logger, string type, string id, string name, string reason);
}
