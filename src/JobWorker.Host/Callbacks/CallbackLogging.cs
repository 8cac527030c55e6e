namespace JobWorker.Host.Callbacks;

/// <summary>What the sending of callbacks says. No URL in full: its path and query are the client's own.</summary>
internal static partial class CallbackLogging
{
    [LoggerMessage(890, LogLevel.Warning, "Callback {Sequence} of job {JobId} may not go to {Receiver}: {Reason}")]
    public static partial void CallbackRefused(this ILogger logger, int sequence, string jobId, string receiver, string reason);

    [LoggerMessage(
        891, LogLevel.Warning, "The proxy's credentials {Name} could not be read again and stay as they were: {Problem}")]
    public static partial void ProxyCredentialsNotRead(this ILogger logger, string name, string problem);
}
