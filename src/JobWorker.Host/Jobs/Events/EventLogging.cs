namespace JobWorker.Host.Jobs.Events;

/// <summary>What is logged about publishing events. Ids 910 to 919.</summary>
internal static partial class EventLogging
{
    [LoggerMessage(910, LogLevel.Warning,
        "Events are not published to {Component} and will be again, in order; job {JobId} waits at version {Version}: {Error}")]
    public static partial void EventsHeld(this ILogger logger, string component, string jobId, long version, string error);

    [LoggerMessage(911, LogLevel.Information, "Events are published to {Component} again")]
    public static partial void EventsFlow(this ILogger logger, string component);
}
