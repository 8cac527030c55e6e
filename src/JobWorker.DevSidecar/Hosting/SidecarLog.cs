namespace JobWorker.DevSidecar.Hosting;

/// <summary>What the life of a sidecar logs; ids 350 to 359 (351 and 357 are of the app).</summary>
internal static partial class SidecarLog
{
    [LoggerMessage(350, LogLevel.Information,
        "{Version} for app {AppId}: a development sidecar, not daprd. API on {Addresses}; components: {Components}")]
    public static partial void Started(
        this ILogger logger, string version, string appId, string addresses, string components);

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

    [LoggerMessage(358, LogLevel.Information, "Stopping")]
    public static partial void Stopping(this ILogger logger);
}
