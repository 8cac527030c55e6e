namespace JobWorker.DevSidecar;

/// <summary>Every message this sidecar logs. Ids are for alerts and are never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "A handler of topic {Topic} failed, try {Attempt} of {Attempts}: {Reason}")]
    public static partial void InMemoryHandlerFailed(
        this ILogger logger, string topic, int attempt, int attempts, string reason);

    [LoggerMessage(310, LogLevel.Information, "Subscribed to {PubSub}/{Topic}, delivered to {Path}")]
    public static partial void Subscribed(this ILogger logger, string pubSub, string topic, string path);

    [LoggerMessage(311, LogLevel.Error, "The subscription of topic {Topic} names {PubSub}, which is no pub/sub component")]
    public static partial void SubscriptionWithoutComponent(this ILogger logger, string topic, string pubSub);

    [LoggerMessage(312, LogLevel.Warning, "The subscription of {PubSub}/{Topic} broke and begins again: {Reason}")]
    public static partial void SubscriptionBroken(this ILogger logger, string pubSub, string topic, string reason);

    [LoggerMessage(313, LogLevel.Warning, "A message of {PubSub}/{Topic} failed on try {Attempt} and is tried again: {Reason}")]
    public static partial void DeliveryRetried(this ILogger logger, string pubSub, string topic, int attempt, string reason);

    [LoggerMessage(314, LogLevel.Warning,
        "A message of {PubSub}/{Topic} was dropped ({Reason}); dead letters go to \"{DeadLetters}\"")]
    public static partial void MessageDropped(
        this ILogger logger, string pubSub, string topic, string reason, string deadLetters);

    [LoggerMessage(315, LogLevel.Error, "A message of {PubSub}/{Topic} was not handled: {Reason}")]
    public static partial void DeliveryFailed(this ILogger logger, string pubSub, string topic, string reason);

    [LoggerMessage(316, LogLevel.Error, "The scopes of {PubSub} do not let {AppId} subscribe to {Topic}")]
    public static partial void SubscriptionForbidden(this ILogger logger, string pubSub, string topic, string appId);

    [LoggerMessage(320, LogLevel.Warning, "Component {Name} ({Type}) cannot be made and is left out: {Reason}")]
    public static partial void ComponentIgnored(this ILogger logger, string name, string type, string reason);

    [LoggerMessage(330, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception cause);

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

    [LoggerMessage(350, LogLevel.Information,
        "{Version} for app {AppId}: a development sidecar, not daprd. API on {Addresses}; components: {Components}")]
    public static partial void Started(
        this ILogger logger, string version, string appId, string addresses, string components);

    [LoggerMessage(351, LogLevel.Warning, "{Problem}")]
    public static partial void Warned(this ILogger logger, string problem);

    [LoggerMessage(352, LogLevel.Information, "Waiting for the app at {Address}:{Port}")]
    public static partial void WaitingForApp(this ILogger logger, string address, int port);

    [LoggerMessage(353, LogLevel.Information, "The app is ready; actor types: {Types}")]
    public static partial void AppReady(this ILogger logger, string types);

    [LoggerMessage(354, LogLevel.Warning, "Nothing listens at the app's port {Port} any more")]
    public static partial void AppLost(this ILogger logger, int port);

    [LoggerMessage(355, LogLevel.Information, "The app is healthy")]
    public static partial void AppHealthy(this ILogger logger);

    [LoggerMessage(356, LogLevel.Warning, "The app is not healthy: subscriptions and actors stop until it is")]
    public static partial void AppUnhealthy(this ILogger logger);

    [LoggerMessage(357, LogLevel.Error, "The app's answer to GET {Path} cannot be used: {Reason}")]
    public static partial void AppAnswerUnusable(this ILogger logger, string path, string reason);

    [LoggerMessage(358, LogLevel.Information, "Stopping")]
    public static partial void Stopping(this ILogger logger);
}
