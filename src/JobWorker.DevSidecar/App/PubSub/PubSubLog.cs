namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>What subscriptions log; ids 310 to 319.</summary>
internal static partial class PubSubLog
{
    [LoggerMessage(310, LogLevel.Information, "Subscribed to {PubSub}/{Topic}, delivered to {Path}")]
    public static partial void Subscribed(this ILogger logger, string pubSub, string topic, string path);

    [LoggerMessage(311, LogLevel.Error, "The subscription of topic {Topic} names {PubSub}, which is no pub/sub component")]
    public static partial void SubscriptionWithoutComponent(this ILogger logger, string topic, string pubSub);

    [LoggerMessage(312, LogLevel.Warning, "The subscription of {PubSub}/{Topic} broke and begins again: {Reason}")]
    public static partial void SubscriptionBroken(this ILogger logger, string pubSub, string topic, string reason);

    [LoggerMessage(314, LogLevel.Warning,
        "A message of {PubSub}/{Topic} was dropped ({Reason}); dead letters go to \"{DeadLetters}\"")]
    public static partial void MessageDropped(
        this ILogger logger, string pubSub, string topic, string reason, string deadLetters);

    [LoggerMessage(315, LogLevel.Error, "A message of {PubSub}/{Topic} was not handled: {Reason}")]
    public static partial void DeliveryFailed(this ILogger logger, string pubSub, string topic, string reason);

    [LoggerMessage(316, LogLevel.Error, "The scopes of {PubSub} do not let {AppId} subscribe to {Topic}")]
    public static partial void SubscriptionForbidden(this ILogger logger, string pubSub, string topic, string appId);
}
