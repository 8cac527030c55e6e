namespace JobWorker.Core.Ojs.Jobs;

/// <summary>Codes of errors with which a handler ends its job, whatever the retry policy says. OJS retry, section 7.</summary>
internal static class HandlerCodes
{
    /// <summary>Nobody needs to look at it.</summary>
    public const string Discard = "DISCARD";

    /// <summary>An operator should.</summary>
    public const string DeadLetter = "DEAD_LETTER";
}
