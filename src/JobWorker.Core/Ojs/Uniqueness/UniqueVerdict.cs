using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Uniqueness;

/// <summary>Who has a fingerprint: the job that came first.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="CreatedAt">When it came, UTC.</param>
/// <param name="ScheduledAt">When it is due, UTC; none: at once.</param>
public sealed record UniqueOwner(string JobId, JobState State, DateTimeOffset CreatedAt, DateTimeOffset? ScheduledAt);

/// <summary>What becomes of a second job. OJS unique jobs, sections 5 to 7.</summary>
/// <param name="Answer">What to do.</param>
/// <param name="Cancels">The owner is cancelled first: it stands where it still can be.</param>
/// <param name="ScheduledAt">The second takes over this time, UTC; none: it keeps its own.</param>
public readonly record struct UniqueVerdict(UniqueAnswer Answer, bool Cancels = false, DateTimeOffset? ScheduledAt = null)
{
    /// <summary>Decides by the rule of the second job.</summary>
    /// <remarks>The guarantee is strong (section 8.1), so that even an owner that a worker has is replaced.</remarks>
    /// <param name="rule">The rule of the job that comes.</param>
    /// <param name="owner">Who has the fingerprint; none: nobody.</param>
    /// <param name="now">The time now, UTC.</param>
    public static UniqueVerdict Of(UniqueRule rule, UniqueOwner? owner, DateTimeOffset now) => rule.OnConflict switch
    {
        _ when owner is null || !Holds(rule, owner, now) => new UniqueVerdict(UniqueAnswer.Free),
        OnConflict.Ignore => new UniqueVerdict(UniqueAnswer.Ignore),
        OnConflict.Replace => Replace(owner, keep: null),
        OnConflict.ReplaceExceptSchedule => Replace(owner, owner.State is JobState.Scheduled ? owner.ScheduledAt : null),
        _ => new UniqueVerdict(UniqueAnswer.Reject),
    };

    /// <summary>Whether the owner keeps others out: it is in one of the states, and within the period from its creation.</summary>
    public static bool Holds(UniqueRule rule, UniqueOwner owner, DateTimeOffset now) =>
        rule.States.Contains(owner.State) && (rule.Period is not { } period || now - owner.CreatedAt < period);

    private static UniqueVerdict Replace(UniqueOwner owner, DateTimeOffset? keep) => new(
        UniqueAnswer.Replace,
        Cancels: owner.State is not (JobState.Completed or JobState.Cancelled or JobState.Discarded),
        keep);
}

/// <summary>What to do with a job that is there already.</summary>
public enum UniqueAnswer
{
    /// <summary>It is not there: enqueue.</summary>
    Free,

    /// <summary>Refuse the second; name the first.</summary>
    Reject,

    /// <summary>Answer with the first.</summary>
    Ignore,

    /// <summary>Enqueue the second in place of the first.</summary>
    Replace,
}
