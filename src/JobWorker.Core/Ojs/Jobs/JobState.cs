namespace JobWorker.Core.Ojs.Jobs;

/// <summary>Where a job stands. OJS core, section 6.</summary>
public enum JobState
{
    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Can be fetched.</summary>
    Available,

    /// <summary>Waits to be activated from outside.</summary>
    Pending,

    /// <summary>A worker has it.</summary>
    Active,

    /// <summary>Done. Final.</summary>
    Completed,

    /// <summary>Failed and waits for its next attempt.</summary>
    Retryable,

    /// <summary>Cancelled. Final.</summary>
    Cancelled,

    /// <summary>Given up. Final, but for a retry by hand.</summary>
    Discarded,
}
