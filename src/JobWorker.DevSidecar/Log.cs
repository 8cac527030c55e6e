namespace JobWorker.DevSidecar;

/// <summary>Every message this sidecar logs. Ids are for alerts and are never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "A handler of topic {Topic} failed, try {Attempt} of {Attempts}: {Reason}")]
    public static partial void InMemoryHandlerFailed(
        this ILogger logger, string topic, int attempt, int attempts, string reason);
}
