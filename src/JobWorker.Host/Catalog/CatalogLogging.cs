namespace JobWorker.Host.Catalog;

/// <summary>What is logged about the catalog. Ids 800 to 829.</summary>
internal static partial class CatalogLogging
{
    [LoggerMessage(800, LogLevel.Warning, "The catalog could not be written and will be again: {Error}")]
    public static partial void CatalogNotWritten(this ILogger logger, string error);

    [LoggerMessage(801, LogLevel.Warning, "The catalog could not be read; lists show what was read before: {Error}")]
    public static partial void CatalogNotRead(this ILogger logger, string error);

    [LoggerMessage(802, LogLevel.Information, "The catalog was read: {Jobs} jobs, generation {Generation}")]
    public static partial void CatalogRead(this ILogger logger, long jobs, long generation);

    [LoggerMessage(803, LogLevel.Warning, "The state store has forgotten the catalog's log; what is known is written again")]
    public static partial void CatalogForgotten(this ILogger logger);

    [LoggerMessage(804, LogLevel.Information, "Checkpoint {Generation} of the catalog: {Entries} entries on {Pages} new pages")]
    public static partial void CatalogCheckpoint(this ILogger logger, long generation, int entries, int pages);

    [LoggerMessage(805, LogLevel.Warning, "The catalog's upkeep failed and will be tried again: {Error}")]
    public static partial void CatalogUpkeepFailed(this ILogger logger, string error);

    [LoggerMessage(806, LogLevel.Information, "{Checked} entries of the catalog were compared with journals, {Corrected} corrected")]
    public static partial void CatalogCompared(this ILogger logger, int @checked, int corrected);

    [LoggerMessage(807, LogLevel.Warning, "The catalog's folder {Path} cannot be used, a temporary one is: {Error}")]
    public static partial void CatalogPathUnusable(this ILogger logger, string path, string error);

    [LoggerMessage(808, LogLevel.Warning, "A reader of changes was too slow and was cut off")]
    public static partial void ChangeReaderCutOff(this ILogger logger);

    [LoggerMessage(809, LogLevel.Warning, "The read model of the catalog failed and is filled anew: {Error}")]
    public static partial void CatalogModelFailed(this ILogger logger, string error);

    [LoggerMessage(820, LogLevel.Information, "Operation {Operation}: {Verb} was accepted")]
    public static partial void OperationAccepted(this ILogger logger, string operation, string verb);

    [LoggerMessage(821, LogLevel.Information, "Operation {Operation} ended {State}: {Done} done, {Refused} refused, {Failed} failed")]
    public static partial void OperationEnded(
        this ILogger logger, string operation, string state, int done, int refused, int failed);

    [LoggerMessage(822, LogLevel.Warning, "Operations could not go on and will be tried again: {Error}")]
    public static partial void OperationsHeld(this ILogger logger, string error);
}
