namespace JobWorker.Host.Cluster.Requests;

/// <summary>What is logged about requests to the API server. Ids 700 to 719.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(700, LogLevel.Warning, "The API server did not keep {Field} of a Job; it, or its client, does not know it")]
    public static partial void FieldDropped(this ILogger logger, string field);

    [LoggerMessage(701, LogLevel.Warning, "Job {Namespace}/{Name} could not be deleted and will be tried again: {Error}")]
    public static partial void RemoveFailed(this ILogger logger, string @namespace, string name, string error);

    [LoggerMessage(702, LogLevel.Warning, "Job {Namespace}/{Name} could not be looked at and will be again: {Error}")]
    public static partial void LookFailed(this ILogger logger, string @namespace, string name, string error);

    [LoggerMessage(703, LogLevel.Warning, "Job {Namespace}/{Name} could not be mended and will be tried again: {Error}")]
    public static partial void MendFailed(this ILogger logger, string @namespace, string name, string error);

    [LoggerMessage(710, LogLevel.Error, "Template {Path} cannot be used; what was read before stays in force: {Error}")]
    public static partial void TemplateBroken(this ILogger logger, string path, string error);

    [LoggerMessage(711, LogLevel.Information, "Template {Path} is in force")]
    public static partial void TemplateRead(this ILogger logger, string path);
}
