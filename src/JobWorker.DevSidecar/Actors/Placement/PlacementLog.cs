namespace JobWorker.DevSidecar.Actors.Placement;

/// <summary>What the placement of actors logs; ids 780 to 789.</summary>
internal static partial class PlacementLog
{
    [LoggerMessage(780, LogLevel.Information, "Placement {Epoch} is in force; actors are on: {Hosts}")]
    public static partial void PlacementChanged(this ILogger logger, long epoch, string hosts);

    [LoggerMessage(781, LogLevel.Warning, "The placement cannot be reached; actors stop here unless it can be soon: {Reason}")]
    public static partial void PlacementUnavailable(this ILogger logger, string reason);

    [LoggerMessage(782, LogLevel.Information, "The placement can be reached again")]
    public static partial void PlacementBack(this ILogger logger);

    [LoggerMessage(783, LogLevel.Warning, "Calls in progress were cut off: the placement has not heard of this sidecar in time")]
    public static partial void Fenced(this ILogger logger);

    [LoggerMessage(784, LogLevel.Warning, "Others have taken this sidecar for dead; its actors end here and it joins anew")]
    public static partial void Dropped(this ILogger logger);

    [LoggerMessage(785, LogLevel.Error, "Moving actors for placement {Epoch} failed; trying again")]
    public static partial void MoveFailed(this ILogger logger, long epoch, Exception cause);
}
