namespace JobWorker.DevSidecar.Contrib.InMemory;

/// <summary>What the in-memory components log; ids 300 to 309.</summary>
internal static partial class InMemoryLog
{
    [LoggerMessage(300, LogLevel.Warning, "A handler of topic {Topic} failed, try {Attempt} of {Attempts}: {Reason}")]
    public static partial void InMemoryHandlerFailed(
        this ILogger logger, string topic, int attempt, int attempts, string reason);
}
