namespace JobWorker.DevCluster;

/// <summary>Every message the development cluster logs. Ids are never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "Pod {Namespace}/{Name} stopped being looked after: this is a bug")]
    public static partial void PodBroke(this ILogger logger, string @namespace, string name, Exception error);

    [LoggerMessage(101, LogLevel.Warning, "Folder {Folder} could not be removed: {Reason}")]
    public static partial void FolderKept(this ILogger logger, string folder, string reason);

    [LoggerMessage(102, LogLevel.Information, "Seeded {Kind} {Namespace}/{Name}")]
    public static partial void Seeded(this ILogger logger, string kind, string @namespace, string name);
}
