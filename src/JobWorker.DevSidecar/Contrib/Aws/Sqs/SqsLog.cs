namespace JobWorker.DevSidecar.Contrib.Aws.Sqs;

/// <summary>What the SQS components log; ids 640 to 659.</summary>
internal static partial class SqsLog
{
    [LoggerMessage(640, LogLevel.Error, "{Component}: cannot receive from queue {Queue}, next try in {Pause}: {Reason}")]
    public static partial void ReceiveFailed(this ILogger logger, string component, string queue, TimeSpan pause, string reason);

    [LoggerMessage(641, LogLevel.Information, "{Component}: receiving from queue {Queue} again")]
    public static partial void ReceivingAgain(this ILogger logger, string component, string queue);

    [LoggerMessage(642, LogLevel.Error, "{Component}: message {Id} was handled but not deleted, so it will come again: {Reason}")]
    public static partial void DeleteFailed(this ILogger logger, string component, string id, string reason);

    [LoggerMessage(643, LogLevel.Warning, "{Component}: message {Id} stays on the queue: {Reason}")]
    public static partial void LeftOnQueue(this ILogger logger, string component, string id, string reason);

    [LoggerMessage(644, LogLevel.Error,
        "{Component}: message {Id} came {Deliveries} times and was deleted unhandled (messageRetryLimit)")]
    public static partial void DeletedUnhandled(this ILogger logger, string component, string id, int deliveries);

    [LoggerMessage(646, LogLevel.Error, "{Component}: cannot connect topic {Topic} and queue, next try in {Pause}: {Reason}")]
    public static partial void ConnectFailed(this ILogger logger, string component, string topic, TimeSpan pause, string reason);

    [LoggerMessage(645, LogLevel.Information, "{Component}: topic {Topic} reaches queue {Queue}")]
    public static partial void TopicConnected(this ILogger logger, string component, string topic, string queue);
}
