namespace JobWorker.DevSidecar.App;

/// <summary>What talking to the app logs; ids 351 and 357.</summary>
internal static partial class AppLog
{
    [LoggerMessage(351, LogLevel.Warning, "{Problem}")]
    public static partial void Warned(this ILogger logger, string problem);

    [LoggerMessage(357, LogLevel.Error, "The app's answer to GET {Path} cannot be used: {Reason}")]
    public static partial void AppAnswerUnusable(this ILogger logger, string path, string reason);
}
