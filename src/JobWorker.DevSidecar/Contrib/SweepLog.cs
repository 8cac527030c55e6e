namespace JobWorker.DevSidecar.Contrib;

/// <summary>What <see cref="Sweep"/> logs; ids 600 to 609.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(600, LogLevel.Warning, "Removing expired rows failed; trying again at the next interval")]
    public static partial void CleanupFailed(this ILogger logger, Exception exception);
}
