namespace JobWorker.Host.Cluster.Watching;

/// <summary>What is logged about watches beyond their breaking. Ids 830 to 849.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(830, LogLevel.Warning, "A page of {Kind} was too long; {Page} will be asked for at once")]
    public static partial void PageTooLong(this ILogger logger, string kind, int page);

    [LoggerMessage(831, LogLevel.Warning,
        "The API server sent {Kind} without name, namespace or UID, which was passed over")]
    public static partial void ObjectBroken(this ILogger logger, string kind);

    [LoggerMessage(836, LogLevel.Error,
        "What the API server sent as {Kind} {Namespace}/{Name} makes no sense and was passed over")]
    public static partial void ObjectUnreadable(
        this ILogger logger, Exception error, string kind, string @namespace, string name);

    [LoggerMessage(837, LogLevel.Warning, "Job {Namespace}/{Name} says that it is of job {JobId}, but is not; it was released")]
    public static partial void StrangerReleased(this ILogger logger, string @namespace, string name, string jobId);

    [LoggerMessage(832, LogLevel.Error, "Job {JobId} could not be told what was seen and will be told again")]
    public static partial void TellingFailed(this ILogger logger, Exception error, string jobId);

    [LoggerMessage(833, LogLevel.Error, "A sweep over the jobs failed and will be made again")]
    public static partial void SweepFailed(this ILogger logger, Exception error);

    [LoggerMessage(834, LogLevel.Warning,
        "Job {Namespace}/{Name} had lost our label, annotation or finalizer; they were put back")]
    public static partial void JobMended(this ILogger logger, string @namespace, string name);

    [LoggerMessage(835, LogLevel.Information, "The namespaces to watch have changed; the watches begin anew")]
    public static partial void ScopeChanged(this ILogger logger);
}
