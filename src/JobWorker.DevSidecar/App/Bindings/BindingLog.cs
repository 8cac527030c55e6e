namespace JobWorker.DevSidecar.App.Bindings;

/// <summary>What input bindings log; ids 660 to 679.</summary>
internal static partial class BindingLog
{
    [LoggerMessage(660, LogLevel.Information, "Reading from binding {Binding}, delivered to {Path}")]
    public static partial void BindingStarted(this ILogger logger, string binding, string path);

    [LoggerMessage(661, LogLevel.Information, "The app does not take events of binding {Binding}: OPTIONS {Path}: {Reason}")]
    public static partial void BindingNotWanted(this ILogger logger, string binding, string path, string reason);

    [LoggerMessage(662, LogLevel.Warning, "Reading from binding {Binding} broke and begins again: {Reason}")]
    public static partial void BindingBroken(this ILogger logger, string binding, string reason);

    [LoggerMessage(664, LogLevel.Warning, "An event of binding {Binding} was not handled: {Reason}")]
    public static partial void EventFailed(this ILogger logger, string binding, string reason);
}
