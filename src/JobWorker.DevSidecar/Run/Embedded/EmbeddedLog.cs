namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>What the embedded server logs; ids 620 to 639.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(620, LogLevel.Warning, "The embedded Redis could not accept a connection")]
    public static partial void AcceptFailed(this ILogger logger, Exception exception);

    [LoggerMessage(621, LogLevel.Error, "The embedded Redis closed a connection because of an unexpected error")]
    public static partial void SessionFailed(this ILogger logger, Exception exception);
}
