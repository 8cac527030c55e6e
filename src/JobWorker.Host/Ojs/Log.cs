namespace JobWorker.Host.Ojs;

/// <summary>What the Open Job Spec backend logs: ids from 1000. Ids are for alerts and are never reused. No payloads, ever.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Warning, "Queue {Queue} could not write a checkpoint and will try again: {Error}")]
    public static partial void CheckpointFailed(this ILogger logger, string queue, string error);

    [LoggerMessage(1001, LogLevel.Warning, "Queue {Queue} could not be woken up to do what is due: {Error}")]
    public static partial void QueueNotWoken(this ILogger logger, string queue, string error);

    [LoggerMessage(1002, LogLevel.Warning, "The end of OJS job {JobId} could not be told to {Parent}; it will be told again: {Error}")]
    public static partial void ParentNotTold(this ILogger logger, string jobId, string parent, string error);

    [LoggerMessage(1003, LogLevel.Warning, "Everything of the Open Job Spec backend was forgotten: generation {Generation} begins")]
    public static partial void Forgotten(this ILogger logger, long generation);

    [LoggerMessage(1004, LogLevel.Warning, "The Kubernetes Job of OJS job {JobId} is not followed for a while: {Error}")]
    public static partial void KubernetesJobNotFollowed(this ILogger logger, string jobId, string error);

    [LoggerMessage(1005, LogLevel.Warning, "An OJS event could not be published to {Topic} and will be tried again: {Error}")]
    public static partial void OjsEventNotPublished(this ILogger logger, string topic, string error);

    [LoggerMessage(1006, LogLevel.Warning, "Jobs of queue {Queue} could not be handed on for a moment: {Error}")]
    public static partial void PushFailed(this ILogger logger, string queue, string error);

    [LoggerMessage(1007, LogLevel.Warning, "Cron schedules could not be read or fired for a moment: {Error}")]
    public static partial void CronNotRead(this ILogger logger, string error);

    [LoggerMessage(1008, LogLevel.Error, "Cron schedule {Name} ({Expression}, {Zone}) cannot be read on this machine and does not fire here")]
    public static partial void CronUnknown(this ILogger logger, string name, string expression, string zone);

    [LoggerMessage(1009, LogLevel.Warning, "Queue {Queue} of the service itself is not worked on for a moment: {Error}")]
    public static partial void QueueNotWorked(this ILogger logger, string queue, string error);

    [LoggerMessage(1010, LogLevel.Warning, "Step {Step} of OJS workflow {Workflow} counts as failed: {Why}")]
    public static partial void StepFailed(this ILogger logger, string workflow, string step, string why);

    [LoggerMessage(1011, LogLevel.Error, "Cron schedule {Name} could not fire for {Occurrence:O}, which is passed over")]
    public static partial void CronPassedOver(this ILogger logger, string name, DateTimeOffset occurrence, Exception exception);

    [LoggerMessage(1012, LogLevel.Error, "OJS request {RequestId}, {Method} {Path}, failed")]
    public static partial void RequestFailed(this ILogger logger, string requestId, string method, string path, Exception exception);

    [LoggerMessage(1013, LogLevel.Warning, "OJS workflow {Workflow} was taken in, and its first jobs follow later: {Error}")]
    public static partial void WorkflowBeginsLater(this ILogger logger, string workflow, string error);
}
