using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Uniqueness;

/// <summary>Of what there may be one job only. OJS unique jobs.</summary>
public sealed record UniqueRule
{
    /// <summary>What must be equal: type, queue, args, meta. The type always counts. Default type.</summary>
    public ImmutableArray<string> Keys { get; init; } = ["type"];

    /// <summary>Which members of the arguments count; empty: all.</summary>
    public ImmutableArray<string> ArgsKeys { get; init; } = [];

    /// <summary>Which members of the annotations count; empty: none.</summary>
    public ImmutableArray<string> MetaKeys { get; init; } = [];

    /// <summary>How long the rule holds from the owner's creation. None: as long as the owner is in one of the states.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>The states in which the owner keeps others out.</summary>
    public ImmutableArray<JobState> States { get; init; } =
        [JobState.Available, JobState.Active, JobState.Scheduled, JobState.Retryable, JobState.Pending];

    /// <summary>What becomes of the second. Default reject.</summary>
    public OnConflict OnConflict { get; init; }
}

/// <summary>What becomes of a job that is there already.</summary>
public enum OnConflict
{
    /// <summary>The second is refused.</summary>
    Reject,

    /// <summary>The second is answered with the first.</summary>
    Ignore,

    /// <summary>The first is cancelled and the second takes its place.</summary>
    Replace,

    /// <summary>As replace, but the second keeps the first one's schedule.</summary>
    ReplaceExceptSchedule,
}
