using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Access;

namespace JobWorker.Host.Hosting;

/// <summary>Every message this host logs. Ids are for alerts and are never reused. No payloads, ever.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Job {JobId}: {Command} recorded, now {State} at version {Version}")]
    public static partial void JobChanged(this ILogger logger, string jobId, string command, JobState state, long version);

    [LoggerMessage(101, LogLevel.Warning, "Job {JobId} could not be reached and will be told again: {Error}")]
    public static partial void JobUnreachable(this ILogger logger, string jobId, string error);

    [LoggerMessage(102, LogLevel.Warning, "Job {JobId} has no journal; its Kubernetes Job {Namespace}/{Name} was released")]
    public static partial void JournalMissing(this ILogger logger, string jobId, string @namespace, string name);

    [LoggerMessage(200, LogLevel.Warning, "The watch on {Kind} broke and will be started anew: {Error}")]
    public static partial void WatchBroken(this ILogger logger, string kind, string error);

    [LoggerMessage(201, LogLevel.Warning, "The finalizer of Job {Namespace}/{Name} could not be taken off: {Error}")]
    public static partial void ReleaseFailed(this ILogger logger, string @namespace, string name, string error);

    [LoggerMessage(202, LogLevel.Error, "The API server does not let this service {Right}")]
    public static partial void AccessMissing(this ILogger logger, AccessRight right);

    [LoggerMessage(203, LogLevel.Information, "The API server now lets this service do all it does")]
    public static partial void AccessGranted(this ILogger logger);

    [LoggerMessage(204, LogLevel.Warning, "The API server could not be asked what this service may do: {Error}")]
    public static partial void AccessUnknown(this ILogger logger, string error);

    [LoggerMessage(300, LogLevel.Warning, "A message without a usable id went to dead letters, {Component}: {Reason}")]
    public static partial void DeadLetter(this ILogger logger, string component, string reason);

    [LoggerMessage(301, LogLevel.Information, "Intake was {Change} by an operator; this process alone, until it ends")]
    public static partial void IntakeSwitched(this ILogger logger, string change);

    [LoggerMessage(302, LogLevel.Error, "Dead letters, {Component}, did not keep a message, which will come again: {Error}")]
    public static partial void DeadLetterNotKept(this ILogger logger, string component, string error);

    [LoggerMessage(303, LogLevel.Information, "The key {Key} was used for {Method} {Path}: {Status}")]
    public static partial void Operated(this ILogger logger, string key, string method, string path, int status);

    [LoggerMessage(400, LogLevel.Warning, "Environment variable {Name} has no meaning here: {Why}")]
    public static partial void VariableIgnored(this ILogger logger, string name, string why);

    [LoggerMessage(401, LogLevel.Information,
        "Sidecar listener on {Sidecar}, public listener on {Public}, namespaces {Namespaces}")]
    public static partial void Listening(this ILogger logger, string sidecar, string @public, string namespaces);

    [LoggerMessage(402, LogLevel.Warning,
        "Not everything had come to rest after {Seconds} s; what was under way will be done again")]
    public static partial void DrainCutShort(this ILogger logger, double seconds);

    [LoggerMessage(403, LogLevel.Information, "Intake stopped, work under way finished")]
    public static partial void Drained(this ILogger logger);

    [LoggerMessage(404, LogLevel.Information, "The settings were read anew; policy is as they say from the next message on")]
    public static partial void PolicyChanged(this ILogger logger);

    [LoggerMessage(405, LogLevel.Error, "Policy as the settings say it now breaks a rule; the one before stays in force: {Errors}")]
    public static partial void PolicyBroken(this ILogger logger, string errors);

    [LoggerMessage(500, LogLevel.Information, "Replica {Replica} leads now, for the {Term}. time")]
    public static partial void LeadershipGained(this ILogger logger, string replica, int term);

    [LoggerMessage(501, LogLevel.Information, "Replica {Replica} leads no more; that was its {Term}. time")]
    public static partial void LeadershipLost(this ILogger logger, string replica, int term);

    [LoggerMessage(502, LogLevel.Warning, "Leadership is in doubt: {Trouble}")]
    public static partial void LockUnavailable(this ILogger logger, string trouble);
}
