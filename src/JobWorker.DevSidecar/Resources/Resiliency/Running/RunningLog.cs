namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>What policies at work log; ids 720 to 729.</summary>
internal static partial class RunningLog
{
    [LoggerMessage(720, LogLevel.Warning, "{Target} {What}: try {Try} failed and the next is in {Pause}: {Reason}")]
    public static partial void TriedAgain(
        this ILogger logger, string target, string what, int @try, TimeSpan pause, string reason);

    [LoggerMessage(721, LogLevel.Warning, "Circuit breaker {Circuit} changed state from {From} to {To}")]
    public static partial void CircuitMoved(this ILogger logger, string circuit, CircuitPhase from, CircuitPhase to);
}
