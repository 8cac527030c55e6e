using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>What becomes of an occurrence whose predecessor has not ended. OJS cron, section 6.</summary>
public enum OverlapPolicy
{
    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It runs beside it.</summary>
    Allow,

    /// <summary>The predecessor is cancelled.</summary>
    CancelPrevious,

    /// <summary>It waits for the predecessor's end.</summary>
    Enqueue,
}

/// <summary>What to do when an occurrence is due.</summary>
public enum OverlapAnswer
{
    /// <summary>Enqueue it.</summary>
    Fire,

    /// <summary>Leave it out, and say so.</summary>
    Skip,

    /// <summary>Cancel the predecessor and enqueue it.</summary>
    CancelAndFire,

    /// <summary>Make it pending, and let it go when the predecessor has ended.</summary>
    FireAfter,
}

/// <summary>Decides about occurrences that meet.</summary>
public static class Overlap
{
    /// <summary>Decides.</summary>
    /// <param name="policy">The cron's policy.</param>
    /// <param name="previous">Where the last job stands; none: there is none, or it is gone.</param>
    public static OverlapAnswer Decide(OverlapPolicy policy, JobState? previous) => (policy, previous) switch
    {
        (_, null or JobState.Completed or JobState.Cancelled or JobState.Discarded) => OverlapAnswer.Fire,
        (OverlapPolicy.Allow, _) => OverlapAnswer.Fire,
        (OverlapPolicy.CancelPrevious, _) => OverlapAnswer.CancelAndFire,
        (OverlapPolicy.Enqueue, _) => OverlapAnswer.FireAfter,
        _ => OverlapAnswer.Skip,
    };
}
