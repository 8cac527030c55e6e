namespace JobWorker.DevSidecar.Components;

/// <summary>What making components logs; ids 320 to 329.</summary>
internal static partial class ComponentLog
{
    [LoggerMessage(320, LogLevel.Warning, "Component {Name} ({Type}) cannot be made and is left out: {Reason}")]
    public static partial void ComponentIgnored(this ILogger logger, string name, string type, string reason);
}
