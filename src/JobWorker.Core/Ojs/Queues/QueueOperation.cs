using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>What can be asked of a queue. Each is answered by one <see cref="QueueAnswer"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Enqueue), "enqueue")]
[JsonDerivedType(typeof(Fetch), "fetch")]
[JsonDerivedType(typeof(Ack), "ack")]
[JsonDerivedType(typeof(Nack), "nack")]
[JsonDerivedType(typeof(Heartbeat), "heartbeat")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(Activate), "activate")]
[JsonDerivedType(typeof(Retry), "retry")]
[JsonDerivedType(typeof(Forget), "forget")]
[JsonDerivedType(typeof(Report), "report")]
[JsonDerivedType(typeof(SaveCheckpoint), "checkpoint")]
[JsonDerivedType(typeof(Get), "get")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(LimitRate), "limit")]
[JsonDerivedType(typeof(Bound), "bound")]
[JsonDerivedType(typeof(Hold), "hold")]
[JsonDerivedType(typeof(Limits), "limits")]
[JsonDerivedType(typeof(Told), "told")]
[JsonDerivedType(typeof(Announce), "announce")]
[JsonDerivedType(typeof(Stats), "stats")]
[JsonDerivedType(typeof(List), "list")]
[JsonDerivedType(typeof(ReadFeed), "feed")]
[JsonDerivedType(typeof(Tick), "tick")]
public abstract record QueueOperation
{
    private QueueOperation()
    {
    }

    /// <summary>An operation on one job.</summary>
    /// <param name="Id">The job's id.</param>
    public abstract record OnJob(string Id) : QueueOperation;

    /// <summary>Accept jobs: all of them or none.</summary>
    /// <param name="Jobs">At least one.</param>
    public sealed record Enqueue(ImmutableArray<NewJob> Jobs) : QueueOperation;

    /// <summary>Take jobs to work on.</summary>
    /// <param name="Count">At most so many; fewer where they are large (<see cref="Sizes"/>).</param>
    /// <param name="Worker">Who asks.</param>
    /// <param name="Lease">How long the worker may be silent; none: what the job says.</param>
    /// <param name="Own">Jobs that this service works on itself, in place of all others.</param>
    /// <param name="Tenant">Only jobs of this tenant; none: any.</param>
    public sealed record Fetch(int Count, string? Worker, TimeSpan? Lease, bool Own = false, string? Tenant = null)
        : QueueOperation;

    /// <summary>The work is done.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="Worker">Who did it; must be who fetched it, where both say.</param>
    /// <param name="Result">Any JSON.</param>
    public sealed record Ack(string Id, string? Worker, RawJson? Result) : OnJob(Id);

    /// <summary>The attempt failed, or the job is given back.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="Worker">Who failed.</param>
    /// <param name="Failure">Why; none when it is only given back.</param>
    /// <param name="Requeue">Give it back: the attempt does not count as failed.</param>
    public sealed record Nack(string Id, string? Worker, Failure? Failure, bool Requeue) : OnJob(Id);

    /// <summary>The worker is alive.</summary>
    /// <param name="Ids">Jobs it works on.</param>
    /// <param name="Worker">Who.</param>
    /// <param name="Lease">How long it may be silent from now on; none: as before.</param>
    public sealed record Heartbeat(ImmutableArray<string> Ids, string? Worker, TimeSpan? Lease) : QueueOperation;

    /// <summary>Never do it, or do it no more.</summary>
    /// <param name="Id">The job's id.</param>
    public sealed record Cancel(string Id) : OnJob(Id);

    /// <summary>A pending job may begin.</summary>
    /// <param name="Id">The job's id.</param>
    public sealed record Activate(string Id) : OnJob(Id);

    /// <summary>Give a discarded job all its attempts again.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="DeadLetterOnly">Whether any other discarded job is as good as none.</param>
    public sealed record Retry(string Id, bool DeadLetterOnly) : OnJob(Id);

    /// <summary>Remove a dead letter for good.</summary>
    /// <param name="Id">The job's id.</param>
    public sealed record Forget(string Id) : OnJob(Id);

    /// <summary>Let nobody fetch the job, or let it be fetched again.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="Held">Whether it is held back.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Hold(string Id, bool Held, string? Reason) : OnJob(Id);

    /// <summary>How far the work is.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="Value">0 to 1; what is outside is taken for the nearer end.</param>
    /// <param name="Message">For people.</param>
    /// <param name="Data">What else there is to say.</param>
    public sealed record Report(string Id, double Value, string? Message, RawJson? Data) : OnJob(Id);

    /// <summary>What to go on from after a failure.</summary>
    /// <param name="Id">The job's id.</param>
    /// <param name="State">None: forget what was saved.</param>
    public sealed record SaveCheckpoint(string Id, RawJson? State) : OnJob(Id);

    /// <summary>What is known of a job.</summary>
    /// <param name="Id">The job's id.</param>
    public sealed record Get(string Id) : OnJob(Id);

    /// <summary>Let nothing be fetched.</summary>
    public sealed record Pause : QueueOperation;

    /// <summary>Let jobs be fetched again.</summary>
    public sealed record Resume : QueueOperation;

    /// <summary>How many jobs may be fetched in a second.</summary>
    /// <param name="MaxPerSecond">Above 0; none: as many as there are.</param>
    public sealed record LimitRate(double? MaxPerSecond) : QueueOperation;

    /// <summary>How many jobs may wait; jobs that are part of something are taken all the same.</summary>
    /// <param name="MaxDepth">At least 1; none: as many as come.</param>
    public sealed record Bound(int? MaxDepth) : QueueOperation;

    /// <summary>How many jobs of a key are worked on, and how many may be.</summary>
    /// <param name="Key">Which key; none: all.</param>
    public sealed record Limits(string? Key) : QueueOperation;

    /// <summary>The parents of these jobs know of their ends.</summary>
    /// <param name="Ids">The jobs' ids.</param>
    public sealed record Told(ImmutableArray<string> Ids) : QueueOperation;

    /// <summary>Tell in the feed what became of a workflow that began in this queue.</summary>
    /// <param name="Event">Such as <c>workflow.completed</c>.</param>
    /// <param name="Workflow">Its id.</param>
    /// <param name="Type">chain, group, batch or dag.</param>
    public sealed record Announce(string Event, string Workflow, string Type) : QueueOperation;

    /// <summary>How many jobs there are, by state.</summary>
    /// <param name="Tenant">Only those of the tenant, and of these only the ones in memory; none: all.</param>
    public sealed record Stats(string? Tenant = null) : QueueOperation;

    /// <summary>Jobs that are in memory: all that are not finished, and dead letters.</summary>
    /// <param name="State">Only those in it; none: all.</param>
    /// <param name="Type">Only those of the type.</param>
    /// <param name="Worker">Only those of the worker.</param>
    /// <param name="DeadLetters">Only dead letters.</param>
    /// <param name="Limit">At most so many; fewer where they are large (<see cref="Sizes"/>).</param>
    /// <param name="Skip">Without the first so many.</param>
    public sealed record List(JobState? State, string? Type, string? Worker, bool DeadLetters, int Limit, int Skip = 0)
        : QueueOperation;

    /// <summary>What happened lately.</summary>
    /// <param name="After">Only what came after the event of this id.</param>
    /// <param name="Limit">At most so many, from the oldest.</param>
    public sealed record ReadFeed(string? After, int Limit) : QueueOperation;

    /// <summary>Do what is due, nothing else.</summary>
    public sealed record Tick : QueueOperation;
}

/// <summary>A job to accept.</summary>
/// <param name="Spec">What is asked for.</param>
/// <param name="Id">Its id, where it was made outside the queue.</param>
/// <param name="Parent">What it is part of.</param>
/// <param name="ParentResults">What the jobs before it said: a JSON array.</param>
/// <param name="Idempotent">Whether a job of this id that is there already is the answer; else it is refused.</param>
/// <param name="NotAfter">Refused from then on, UTC: who asks may have lost its right to.</param>
/// <param name="Accepted">Whether it was accepted before: a queue that is full takes it all the same.</param>
public sealed record NewJob(
    JobSpec Spec,
    string? Id = null,
    JobParent? Parent = null,
    RawJson? ParentResults = null,
    bool Idempotent = false,
    DateTimeOffset? NotAfter = null,
    bool Accepted = false);

/// <summary>What a worker says of a failed attempt.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Type">The kind of error, as retry policies name it.</param>
/// <param name="Message">For people.</param>
/// <param name="Retryable">Whether another attempt makes sense; none: as the policy says.</param>
/// <param name="Details">A JSON object.</param>
/// <param name="RetryAfter">The wait before the next attempt, if there is one; none: as the policy says.</param>
public sealed record Failure(
    string Code, string Type, string? Message, bool? Retryable = null, RawJson? Details = null, TimeSpan? RetryAfter = null);
