namespace JobWorker.DevSidecar.Hosting.Faults;

/// <summary>What faults log; ids 720 to 729.</summary>
internal static partial class FaultLog
{
    [LoggerMessage(720, LogLevel.Warning,
        "FAULTS ARE ALLOWED: this sidecar breaks things on purpose when told to (--faults). On now: {Faults}")]
    public static partial void FaultsOn(this ILogger logger, string faults);

    [LoggerMessage(721, LogLevel.Critical, "Fault: the process ends here, on purpose")]
    public static partial void Killing(this ILogger logger);

    [LoggerMessage(722, LogLevel.Debug, "Fault: {Fault} at {What}")]
    public static partial void FaultHappened(this ILogger logger, string fault, string what);

    [LoggerMessage(723, LogLevel.Debug, "Fault: a message that was delivered on purpose once more was not handled: {Reason}")]
    public static partial void RepeatFailed(this ILogger logger, string reason);
}
