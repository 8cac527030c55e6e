namespace JobWorker.Ojs.Client.Jobs;

/// <summary>Of what there may be one job only. OJS unique jobs.</summary>
public sealed record UniqueOptions
{
    /// <summary>What makes jobs alike: <c>type</c> (always), <c>queue</c>, <c>args</c>, <c>meta</c>.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Members of the arguments that count; none means all.</summary>
    public IReadOnlyList<string>? ArgsKeys { get; init; }

    /// <summary>Members of the annotations that count; none means all.</summary>
    public IReadOnlyList<string>? MetaKeys { get; init; }

    /// <summary>How long the first job claims its kind; none means until it has ended.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>States in which it claims its kind; none means all in which it has not ended.</summary>
    public IReadOnlyList<JobState>? States { get; init; }

    /// <summary>What happens to the second. Default <see cref="OnConflict.Reject"/>.</summary>
    public OnConflict? OnConflict { get; init; }
}

/// <summary>What happens to a second job of a kind.</summary>
public enum OnConflict
{
    /// <summary>It is refused as a duplicate.</summary>
    Reject,

    /// <summary>The first is answered in its place.</summary>
    Ignore,

    /// <summary>The first is cancelled.</summary>
    Replace,

    /// <summary>The first is cancelled, and the second runs when the first would have.</summary>
    ReplaceExceptSchedule,
}
