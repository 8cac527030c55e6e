namespace JobWorker.DevSidecar.Hosting.Reload;

/// <summary>What reloading resource files logs; ids 750 to 759.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(750, LogLevel.Information, "Component {Name} ({Type}) was {What}")]
    public static partial void ComponentReloaded(this ILogger logger, string name, string type, string what);

    [LoggerMessage(751, LogLevel.Error, "A changed component cannot be made; what ran before goes on: {Reason}")]
    public static partial void ComponentNotReloaded(this ILogger logger, string reason);

    [LoggerMessage(752, LogLevel.Error, "Changed resource files cannot be read; all goes on as before: {Reason}")]
    public static partial void FilesUnusable(this ILogger logger, string reason);

    [LoggerMessage(753, LogLevel.Error, "A change takes effect only after a restart of the sidecar: {Change}")]
    public static partial void RestartNeeded(this ILogger logger, string change);

    [LoggerMessage(754, LogLevel.Information, "Declared subscriptions changed")]
    public static partial void SubscriptionsReloaded(this ILogger logger);

    [LoggerMessage(755, LogLevel.Warning,
        "Component {Name} is closed although calls that began before its change have not ended in {Seconds} s")]
    public static partial void ClosedInUse(this ILogger logger, string name, double seconds);

    [LoggerMessage(756, LogLevel.Warning, "Closing component {Name} failed: {Reason}")]
    public static partial void CloseFailed(this ILogger logger, string name, string reason);

    [LoggerMessage(757, LogLevel.Error, "Reloading resource files failed")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception);
}
