using System.Text.Json.Serialization;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues.Events;

/// <summary>A fact about a queue or one of its jobs. Once written it is never edited: a new meaning gets a new event.</summary>
/// <remarks>The discriminators are in the store for ever. Rename the class, never the string.</remarks>
/// <param name="At">When it happened, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(JobEnqueued), "enqueued.1")]
[JsonDerivedType(typeof(JobFetched), "fetched.1")]
[JsonDerivedType(typeof(JobCompleted), "completed.1")]
[JsonDerivedType(typeof(JobFailed), "failed.1")]
[JsonDerivedType(typeof(JobReleased), "released.1")]
[JsonDerivedType(typeof(JobActivated), "activated.1")]
[JsonDerivedType(typeof(JobCancelled), "cancelled.1")]
[JsonDerivedType(typeof(JobExpired), "expired.1")]
[JsonDerivedType(typeof(JobRetried), "retried.1")]
[JsonDerivedType(typeof(JobForgotten), "forgotten.1")]
[JsonDerivedType(typeof(LeaseExtended), "extended.1")]
[JsonDerivedType(typeof(ProgressReported), "progress.1")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint.1")]
[JsonDerivedType(typeof(ParentTold), "told.1")]
[JsonDerivedType(typeof(WorkflowAnnounced), "workflow.1")]
[JsonDerivedType(typeof(QueuePaused), "paused.1")]
[JsonDerivedType(typeof(QueueResumed), "resumed.1")]
[JsonDerivedType(typeof(QueueLimited), "limited.1")]
[JsonDerivedType(typeof(QueueBounded), "bounded.1")]
[JsonDerivedType(typeof(JobHeld), "held.1")]
public abstract record QueueEvent(DateTimeOffset At);

/// <summary>A fact about one job.</summary>
/// <param name="Place">The job's place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public abstract record OjsJobEvent(long Place, int Version, DateTimeOffset At) : QueueEvent(At);

/// <summary>A job was accepted.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">1.</param>
/// <param name="Id">Its id.</param>
/// <param name="Spec">What the client asked for.</param>
/// <param name="State">Where it begins.</param>
/// <param name="Parent">What it is part of.</param>
/// <param name="ParentResults">What the jobs before it said.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobEnqueued(
    long Place, int Version, string Id, JobSpec Spec, JobState State, JobParent? Parent, RawJson? ParentResults, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>A worker took the job: the next attempt began.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Worker">The worker's id, where it said one.</param>
/// <param name="Lease">How long the worker may be silent.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobFetched(long Place, int Version, string? Worker, TimeSpan Lease, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>The work is done.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Result">What the worker said.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobCompleted(long Place, int Version, RawJson? Result, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>An attempt failed.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Error">Why.</param>
/// <param name="Then">Retryable, Available or Discarded.</param>
/// <param name="RetryAt">While retryable: when the next attempt may begin, UTC.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobFailed(long Place, int Version, JobError Error, JobState Then, DateTimeOffset? RetryAt, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>The job can be fetched: its time has come, or its worker gave it back.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobReleased(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>A pending job was activated.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobActivated(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>The job was cancelled.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobCancelled(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>The job was not begun in time and never will be.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobExpired(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>An operator gave a discarded job all its attempts again.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobRetried(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>A finished job was removed for good.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobForgotten(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>The worker is alive.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Until">Without news by then it is taken for dead, UTC.</param>
/// <param name="At">When, UTC.</param>
public sealed record LeaseExtended(long Place, int Version, DateTimeOffset Until, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>The worker said how far it is.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Progress">How far.</param>
/// <param name="At">When, UTC.</param>
public sealed record ProgressReported(long Place, int Version, JobProgress Progress, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>The worker saved what to go on from, or cleared it.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Checkpoint">None: cleared.</param>
/// <param name="At">When, UTC.</param>
public sealed record CheckpointSaved(long Place, int Version, JobCheckpoint? Checkpoint, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>The job's parent knows of its end.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="At">When, UTC.</param>
public sealed record ParentTold(long Place, int Version, DateTimeOffset At) : OjsJobEvent(Place, Version, At);

/// <summary>The job is held back until somebody lets it go on, or was let go on.</summary>
/// <param name="Place">Its place in the queue.</param>
/// <param name="Version">The job's version with it.</param>
/// <param name="Held">Whether it is held back from now on.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobHeld(long Place, int Version, bool Held, string? Reason, DateTimeOffset At)
    : OjsJobEvent(Place, Version, At);

/// <summary>Nothing is fetched until it is resumed.</summary>
/// <param name="At">When, UTC.</param>
public sealed record QueuePaused(DateTimeOffset At) : QueueEvent(At);

/// <summary>Jobs can be fetched again.</summary>
/// <param name="At">When, UTC.</param>
public sealed record QueueResumed(DateTimeOffset At) : QueueEvent(At);

/// <summary>How many jobs may be fetched in a second was set.</summary>
/// <param name="MaxPerSecond">None: as many as there are.</param>
/// <param name="At">When, UTC.</param>
public sealed record QueueLimited(double? MaxPerSecond, DateTimeOffset At) : QueueEvent(At);

/// <summary>Something became of a workflow that began in this queue.</summary>
/// <param name="Event">Such as <c>workflow.completed</c>.</param>
/// <param name="Workflow">Its id.</param>
/// <param name="Type">chain, group, batch or dag.</param>
/// <param name="At">When, UTC.</param>
public sealed record WorkflowAnnounced(string Event, string Workflow, string Type, DateTimeOffset At) : QueueEvent(At);

/// <summary>How many jobs may wait in the queue was set.</summary>
/// <param name="MaxDepth">None: as many as come.</param>
/// <param name="At">When, UTC.</param>
public sealed record QueueBounded(int? MaxDepth, DateTimeOffset At) : QueueEvent(At);
