using System.Collections.Immutable;
using JobWorker.Core.Ojs.Times;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>A job as its queue knows it.</summary>
/// <remarks>Kept small, for a queue may hold very many: a waiting job takes about 0.7 KiB and its payload.</remarks>
public sealed record OjsJob
{
    private readonly Moment _createdAt;
    private readonly Moment _readySince;
    private readonly Moment _activatedAt;
    private readonly Moment _startedAt;
    private readonly Moment _completedAt;
    private readonly Moment _cancelledAt;
    private readonly Moment _discardedAt;
    private readonly Moment _availableAt;
    private readonly Moment _leaseUntil;

    /// <summary>Its id, for the world.</summary>
    public required string Id { get; init; }

    /// <summary>Its place in the queue, from 0: the order of arrival.</summary>
    public required long Place { get; init; }

    /// <summary>What the client asked for.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>Events of this job so far. An event that is not the next one changes nothing.</summary>
    public int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>Where it stood before it was cancelled or activated.</summary>
    public JobState? Previous { get; init; }

    /// <summary>Attempts begun; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset CreatedAt { get => _createdAt.Time ?? default; init => _createdAt = new Moment(value); }

    /// <summary>Of equals, who has been ready for longer goes first, UTC: since it came, or since its time came.</summary>
    public DateTimeOffset ReadySince { get => _readySince.Time ?? default; init => _readySince = new Moment(value); }

    /// <summary>When it was activated, UTC.</summary>
    public DateTimeOffset? ActivatedAt { get => _activatedAt.Time; init => _activatedAt = new Moment(value); }

    /// <summary>When its last attempt began, UTC.</summary>
    public DateTimeOffset? StartedAt { get => _startedAt.Time; init => _startedAt = new Moment(value); }

    /// <summary>When it ended by an attempt of a worker, UTC.</summary>
    public DateTimeOffset? CompletedAt { get => _completedAt.Time; init => _completedAt = new Moment(value); }

    /// <summary>When it was cancelled, UTC.</summary>
    public DateTimeOffset? CancelledAt { get => _cancelledAt.Time; init => _cancelledAt = new Moment(value); }

    /// <summary>When it was given up, UTC.</summary>
    public DateTimeOffset? DiscardedAt { get => _discardedAt.Time; init => _discardedAt = new Moment(value); }

    /// <summary>While scheduled or retryable: when it can be fetched, UTC.</summary>
    public DateTimeOffset? AvailableAt { get => _availableAt.Time; init => _availableAt = new Moment(value); }

    /// <summary>While active: without news by then it is taken from its worker, UTC.</summary>
    public DateTimeOffset? LeaseUntil { get => _leaseUntil.Time; init => _leaseUntil = new Moment(value); }

    /// <summary>While active: as long as at the fetch; what each heartbeat extends the lease by that does not say.</summary>
    public TimeSpan Lease { get; init; }

    /// <summary>Who has, or had, the last attempt.</summary>
    public string? Worker { get; init; }

    /// <summary>What a successful attempt said: any JSON.</summary>
    public RawJson? Result { get; init; }

    /// <summary>The last failure, until a success.</summary>
    public JobError? Error { get; init; }

    /// <summary>Every failure, oldest first.</summary>
    public ImmutableArray<JobError> Errors { get; init; } = [];

    /// <summary>The wait before the next attempt.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>What it is part of. None: nothing.</summary>
    public JobParent? Parent { get; init; }

    /// <summary>What the jobs before it said: a JSON array.</summary>
    public RawJson? ParentResults { get; init; }

    /// <summary>Whether the parent knows of the end.</summary>
    public bool Told { get; init; }

    /// <summary>How far it is, as its worker says.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>What its worker saved to go on from.</summary>
    public JobCheckpoint? Checkpoint { get; init; }

    /// <summary>Whether nobody may fetch it until it is let go on.</summary>
    public bool Held { get; init; }

    /// <summary>What happened to it, oldest first.</summary>
    public ImmutableArray<JobFact> History { get; init; } = [];

    /// <summary>Whether nothing but an operator moves it on.</summary>
    public bool IsFinal => State is JobState.Completed or JobState.Cancelled or JobState.Discarded;

    /// <summary>Whether it waits for an operator to look at it: its handler's word counts before its policy's.</summary>
    public bool IsDeadLetter => State is JobState.Discarded && Error?.Code switch
    {
        HandlerCodes.DeadLetter => true,
        HandlerCodes.Discard => false,
        _ => Spec.Retry.OnExhaustion == Retries.OnExhaustion.DeadLetter,
    };

    /// <summary>When an active attempt has taken too long, UTC.</summary>
    public DateTimeOffset? TimeoutAt => State is JobState.Active && Spec.Timeout is { } timeout ? StartedAt + timeout : null;

    /// <summary>When it next needs looking at, UTC; none when only a command can move it.</summary>
    public DateTimeOffset? DueAt => State switch
    {
        JobState.Scheduled or JobState.Retryable => Earlier(AvailableAt, Spec.ExpiresAt),
        JobState.Available or JobState.Pending => Spec.ExpiresAt,
        JobState.Active => Earlier(LeaseUntil, TimeoutAt),
        _ => null,
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">For programs: one of OJS' codes or a worker's own.</param>
/// <param name="Type">The kind of error, as retry policies name it.</param>
/// <param name="Message">For people.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Details">What else the worker said: a JSON object.</param>
public sealed record JobError(string Code, string Type, string? Message, int Attempt, DateTimeOffset At, RawJson? Details = null);

/// <summary>What a job is part of, and what is told when it ends.</summary>
/// <param name="Kind">Which kind of parent.</param>
/// <param name="Id">The parent's id.</param>
/// <param name="Step">Which of the parent's jobs.</param>
public sealed record JobParent(ParentKind Kind, string Id, string Step);

/// <summary>Kinds of parents.</summary>
public enum ParentKind
{
    /// <summary>A workflow.</summary>
    Workflow,

    /// <summary>A cron schedule.</summary>
    Cron,

    /// <summary>The claim of a unique job.</summary>
    Unique,
}

/// <summary>How far a job is.</summary>
/// <param name="Value">0 to 1.</param>
/// <param name="Message">For people.</param>
/// <param name="At">When it was said, UTC.</param>
/// <param name="Data">What else the worker said.</param>
public sealed record JobProgress(double Value, string? Message, DateTimeOffset At, RawJson? Data = null);

/// <summary>What a worker saved to go on from.</summary>
/// <param name="State">Any JSON.</param>
/// <param name="Sequence">Counts from 1.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobCheckpoint(RawJson State, long Sequence, DateTimeOffset At);

/// <summary>One line of a job's history.</summary>
/// <param name="Event">As the event feed calls it, such as <c>job.started</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="State">Where the job stood then.</param>
/// <param name="Attempt">Which attempt; 0 before the first.</param>
/// <param name="Worker">Who had the job.</param>
public readonly record struct JobFact(string Event, DateTimeOffset At, JobState State, int Attempt, string? Worker = null);
