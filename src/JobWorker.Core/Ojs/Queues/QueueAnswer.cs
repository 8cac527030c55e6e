using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>What a queue answers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Jobs), "jobs")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Extended), "extended")]
[JsonDerivedType(typeof(Counts), "counts")]
[JsonDerivedType(typeof(Limits), "limits")]
[JsonDerivedType(typeof(Feed), "feed")]
[JsonDerivedType(typeof(Done), "done")]
public abstract record QueueAnswer
{
    private QueueAnswer()
    {
    }

    /// <summary>These jobs, as they are after the operation.</summary>
    /// <param name="Found">In order; none at all where there is nothing to fetch.</param>
    /// <param name="Total">How many there are in all, where only some are told.</param>
    public sealed record Jobs(ImmutableArray<OjsJob> Found, int? Total = null) : QueueAnswer;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Why">For programs.</param>
    /// <param name="Message">For people.</param>
    /// <param name="Id">The job it is about.</param>
    /// <param name="Depth">Of a full queue: how many jobs wait.</param>
    /// <param name="Bound">Of a full queue: how many may.</param>
    public sealed record Refused(Refusal Why, string Message, string? Id = null, int? Depth = null, int? Bound = null)
        : QueueAnswer;

    /// <summary>Which leases were extended, and what a job's annotations direct its worker to.</summary>
    /// <param name="Ids">The jobs' ids.</param>
    /// <param name="Directive">What the annotation <c>test_directive</c> of one of them says.</param>
    public sealed record Extended(ImmutableArray<string> Ids, string? Directive) : QueueAnswer;

    /// <summary>How many jobs there are.</summary>
    /// <param name="ByState">All states.</param>
    /// <param name="Paused">Whether nothing is fetched.</param>
    /// <param name="MaxPerSecond">Most jobs fetched in a second.</param>
    /// <param name="DeadLetters">Of the discarded, those kept for an operator.</param>
    /// <param name="CreatedAt">When the queue was first used, UTC.</param>
    /// <param name="MaxDepth">Most jobs that may wait.</param>
    public sealed record Counts(
        ImmutableDictionary<JobState, long> ByState,
        bool Paused,
        double? MaxPerSecond,
        int DeadLetters,
        DateTimeOffset? CreatedAt,
        int? MaxDepth = null)
        : QueueAnswer
    {
        /// <summary>How many jobs wait: for a worker, their time, an activation or their next attempt.</summary>
        [JsonIgnore]
        public long Depth => ((JobState[])[JobState.Available, JobState.Scheduled, JobState.Pending, JobState.Retryable])
            .Sum(state => ByState.GetValueOrDefault(state));
    }

    /// <summary>How far limits are used up.</summary>
    /// <param name="Found">By key.</param>
    public sealed record Limits(ImmutableArray<LimitUse> Found) : QueueAnswer;

    /// <summary>What happened.</summary>
    /// <param name="Entries">Oldest first.</param>
    /// <param name="Oldest">The id of the oldest that is remembered; none: nothing is.</param>
    /// <param name="Newest">The id of the newest; none: nothing has happened.</param>
    public sealed record Feed(ImmutableArray<FeedEntry> Entries, string? Oldest = null, string? Newest = null) : QueueAnswer;

    /// <summary>There is nothing to say.</summary>
    public sealed record Done : QueueAnswer;
}

/// <summary>Why an operation was refused.</summary>
public enum Refusal
{
    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>The job's state does not allow it.</summary>
    Conflict,

    /// <summary>There is a job of this id.</summary>
    Duplicate,

    /// <summary>As many jobs wait as may.</summary>
    Full,

    /// <summary>The job has more, or would have, than the state store takes.</summary>
    TooLarge,
}

/// <summary>How far a limit is used up.</summary>
/// <param name="Key">What the jobs have in common.</param>
/// <param name="Most">How many may be worked on at once.</param>
/// <param name="Active">How many are.</param>
/// <param name="Waiting">How many more there are to fetch, now or once others end.</param>
public sealed record LimitUse(string Key, int Most, int Active, int Waiting);

/// <summary>One line of the event feed.</summary>
/// <param name="Id"><c>evt_</c> and a UUID of version 7: the order of ids is the order of events.</param>
/// <param name="Type">Such as <c>job.completed</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="JobId">Which job.</param>
/// <param name="JobType">Of which type.</param>
/// <param name="State">Where it stood after.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="DurationMs">How long the attempt took, milliseconds.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="From">Where it stood before; none for a new job.</param>
/// <param name="IsWorkflow">Whether it is about a workflow, whose id and type stand in place of the job's.</param>
public sealed record FeedEntry(
    string Id, string Type, DateTimeOffset At, string JobId, string JobType, JobState State, int Attempt, long? DurationMs = null,
    JobError? Error = null, JobProgress? Progress = null, JobState? From = null, bool IsWorkflow = false);
