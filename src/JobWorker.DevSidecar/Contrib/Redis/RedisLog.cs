namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>What the Redis components log; ids 500 to 599.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(500, LogLevel.Warning, "Lost the connection to Redis at {Address}; connecting again")]
    public static partial void RedisLost(this ILogger logger, string address);

    [LoggerMessage(501, LogLevel.Information, "Connected to Redis at {Address} again")]
    public static partial void RedisBack(this ILogger logger, string address);

    [LoggerMessage(502, LogLevel.Warning, "Redis is still away, and is asked again and again, less and less often: {Reason}")]
    public static partial void RedisRefuses(this ILogger logger, string reason);

    [LoggerMessage(510, LogLevel.Warning, "Reading topic {Topic} failed; trying again")]
    public static partial void ReadFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(511, LogLevel.Warning, "Reclaiming pending messages of topic {Topic} failed; trying again later")]
    public static partial void ReclaimFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(512, LogLevel.Error, "The handler of message {Id} of topic {Topic} failed; acknowledged as Dapr does")]
    public static partial void AcknowledgedAfterFailure(this ILogger logger, string id, string topic, Exception exception);

    [LoggerMessage(513, LogLevel.Warning, "The handler of message {Id} of topic {Topic} failed; left pending")]
    public static partial void LeftPending(this ILogger logger, string id, string topic, Exception exception);

    [LoggerMessage(514, LogLevel.Error, "Message {Id} of topic {Topic} was handled but not acknowledged; it will come again")]
    public static partial void AcknowledgeFailed(this ILogger logger, string id, string topic, Exception exception);

    [LoggerMessage(515, LogLevel.Information, "Redelivering {Count} messages of topic {Topic} that were pending too long")]
    public static partial void Redelivering(this ILogger logger, int count, string topic);
}
