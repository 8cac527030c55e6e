using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Jobs;

/// <summary>A fact about one job. Once written it is never edited: a new meaning gets a new event.</summary>
/// <remarks>The discriminators below are on disk for ever. Rename the class, never the string.</remarks>
/// <param name="At">When it happened, UTC, taken from the command.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(JobRequested), "job.requested.v1")]
[JsonDerivedType(typeof(JobRejected), "job.rejected.v1")]
[JsonDerivedType(typeof(DuplicateIgnored), "job.duplicate-ignored.v1")]
[JsonDerivedType(typeof(JobCreated), "job.created.v1")]
[JsonDerivedType(typeof(JobCreateDeferred), "job.create-deferred.v1")]
[JsonDerivedType(typeof(JobNameTaken), "job.name-taken.v1")]
[JsonDerivedType(typeof(PodStarted), "job.pod-started.v1")]
[JsonDerivedType(typeof(PodStuck), "job.pod-stuck.v1")]
[JsonDerivedType(typeof(PodReplaced), "job.pod-replaced.v1")]
[JsonDerivedType(typeof(JobSucceeded), "job.succeeded.v1")]
[JsonDerivedType(typeof(JobFailed), "job.failed.v1")]
[JsonDerivedType(typeof(JobAborted), "job.aborted.v1")]
[JsonDerivedType(typeof(JobRemoved), "job.removed.v1")]
[JsonDerivedType(typeof(JobRemoveRefused), "job.remove-refused.v1")]
[JsonDerivedType(typeof(JobRedriven), "job.redriven.v1")]
[JsonDerivedType(typeof(CallbackDelivered), "callback.delivered.v1")]
[JsonDerivedType(typeof(CallbackFailed), "callback.failed.v1")]
[JsonDerivedType(typeof(CallbackAbandoned), "callback.abandoned.v1")]
[JsonDerivedType(typeof(CallbackRefused), "callback.refused.v1")]
[JsonDerivedType(typeof(CallbackResent), "callback.resent.v1")]
public abstract record JobEvent(DateTimeOffset At);

/// <summary>A message asked for this job.</summary>
/// <param name="Request">What it asked for.</param>
/// <param name="PayloadHash">SHA-256 of the payload, 64 lower-case hex digits.</param>
/// <param name="Ignored">JSON paths of properties nobody knows.</param>
/// <param name="At">When it was taken in, UTC.</param>
public sealed record JobRequested(
    JobRequest Request, string PayloadHash, ImmutableArray<string> Ignored, DateTimeOffset At) : JobEvent(At)
{
    /// <summary>JSON paths of properties nobody knows; empty when a stored event does not say.</summary>
    public ImmutableArray<string> Ignored { get; init; } = Ignored.OrEmpty();
}

/// <summary>The message breaks rules, so nothing was created. Final.</summary>
/// <param name="Service">The service, where it could be read.</param>
/// <param name="WebhookUrl">Where to report, where it can be used.</param>
/// <param name="Error">What the client is told.</param>
/// <param name="Violations">All broken rules.</param>
/// <param name="PayloadHash">SHA-256 of the payload.</param>
/// <param name="At">When it was taken in, UTC.</param>
/// <param name="Trace">The trace the message belongs to; none where nobody named one, and in older journals.</param>
public sealed record JobRejected(
    string? Service,
    string? WebhookUrl,
    CallbackError Error,
    ImmutableArray<Violation> Violations,
    string PayloadHash,
    DateTimeOffset At,
    TraceContext? Trace = null) : JobEvent(At)
{
    /// <summary>All broken rules; empty when a stored event does not say.</summary>
    public ImmutableArray<Violation> Violations { get; init; } = Violations.OrEmpty();
}

/// <summary>The same id came again with another payload.</summary>
/// <param name="PayloadHash">SHA-256 of the other payload.</param>
/// <param name="At">When it came, UTC.</param>
public sealed record DuplicateIgnored(string PayloadHash, DateTimeOffset At) : JobEvent(At);

/// <summary>The Kubernetes Job exists.</summary>
/// <param name="Ref">Which.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record JobCreated(JobRef Ref, DateTimeOffset At) : JobEvent(At);

/// <summary>The Job could not be created this time; it will be tried again.</summary>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="Error">What the API server or the network said.</param>
/// <param name="RetryAt">The next try, UTC.</param>
/// <param name="At">When it failed, UTC.</param>
/// <param name="Reason">A word of <see cref="FailureReason"/> where the cluster refused it; none where it could not be
/// asked.</param>
public sealed record JobCreateDeferred(
    int Attempt, string Error, DateTimeOffset RetryAt, DateTimeOffset At, string? Reason = null) : JobEvent(At);

/// <summary>The Job's name belongs to a Job of someone else; the next one is tried.</summary>
/// <param name="Name">The name that is taken.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record JobNameTaken(string Name, DateTimeOffset At) : JobEvent(At);

/// <summary>A container of the job ran.</summary>
/// <param name="Pod">In which pod.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record PodStarted(PodRef Pod, DateTimeOffset At) : JobEvent(At);

/// <summary>Something keeps the job's pod from starting; told once for each change of reason.</summary>
/// <param name="Reason">A word of <see cref="FailureReason"/>.</param>
/// <param name="Message">For people, with Kubernetes' own words.</param>
/// <param name="Pod">Which pod; none when there is not even one.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record PodStuck(string Reason, string Message, PodRef? Pod, DateTimeOffset At) : JobEvent(At);

/// <summary>
/// A pod was given up while it may still have run, and another has started: for a time two copies may have run.
/// </summary>
/// <param name="Lost">The pod that was given up: deleted, or lost with its node.</param>
/// <param name="By">The one in its place.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record PodReplaced(PodRef Lost, PodRef By, DateTimeOffset At) : JobEvent(At);

/// <summary>The Job is complete. Final.</summary>
/// <param name="DurationSeconds">From the Job's start to its completion.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record JobSucceeded(long DurationSeconds, DateTimeOffset At) : JobEvent(At);

/// <summary>The Job failed. Final.</summary>
/// <param name="Error">The true reason.</param>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record JobFailed(CallbackError Error, DateTimeOffset At) : JobEvent(At);

/// <summary>The job could not be run, or was lost, or was cancelled. Final.</summary>
/// <param name="Error">Why.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Removes">True: its Kubernetes Job, if there is one, is to be deleted with its pods.</param>
public sealed record JobAborted(CallbackError Error, DateTimeOffset At, bool? Removes = null) : JobEvent(At);

/// <summary>The Kubernetes Job of an aborted job was deleted, or there is none.</summary>
/// <param name="At">When we learned of it, UTC.</param>
public sealed record JobRemoved(DateTimeOffset At) : JobEvent(At);

/// <summary>
/// The API server does not let the Kubernetes Job of an aborted job be deleted; told once for each change of reason. It is
/// tried again.
/// </summary>
/// <param name="Reason">A word of <see cref="FailureReason"/>.</param>
/// <param name="Error">What it said.</param>
/// <param name="At">When it was refused, UTC.</param>
public sealed record JobRemoveRefused(string Reason, string Error, DateTimeOffset At) : JobEvent(At);

/// <summary>
/// An operator wants a final job to be run once more: a new Kubernetes Job under a new name, told by callbacks that count
/// on.
/// </summary>
/// <param name="Attempt">The new attempt; the first was 1.</param>
/// <param name="Former">The Kubernetes Job of the attempt before; none when there was none.</param>
/// <param name="At">When it was said, UTC.</param>
public sealed record JobRedriven(int Attempt, JobRef? Former, DateTimeOffset At) : JobEvent(At);

/// <summary>The receiver took a callback.</summary>
/// <param name="Sequence">Which callback.</param>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="StatusCode">The receiver's answer, 200-299.</param>
/// <param name="DurationMs">Milliseconds the attempt took.</param>
/// <param name="At">When it ended, UTC.</param>
public sealed record CallbackDelivered(
    int Sequence, int Attempt, int StatusCode, long DurationMs, DateTimeOffset At) : JobEvent(At);

/// <summary>An attempt failed; there will be another.</summary>
/// <param name="Sequence">Which callback.</param>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="StatusCode">The receiver's answer; none when there was none.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="DurationMs">Milliseconds the attempt took.</param>
/// <param name="RetryAt">The next attempt, UTC.</param>
/// <param name="At">When it ended, UTC.</param>
public sealed record CallbackFailed(
    int Sequence,
    int Attempt,
    int? StatusCode,
    string Error,
    long DurationMs,
    DateTimeOffset RetryAt,
    DateTimeOffset At) : JobEvent(At);

/// <summary>A callback is given up. It can be re-driven by hand.</summary>
/// <param name="Sequence">Which callback.</param>
/// <param name="Attempt">The last attempt.</param>
/// <param name="StatusCode">The receiver's last answer; none when there was none.</param>
/// <param name="Error">What went wrong last.</param>
/// <param name="EndsDelivery">The receiver said 410 Gone: nothing more is sent for this job.</param>
/// <param name="At">When it was given up, UTC.</param>
/// <param name="DurationMs">Milliseconds the attempt took; none in older journals.</param>
/// <param name="CountsOn">True: callbacks that follow an end of delivery are numbered all the same, to be sent again by hand;
/// none in older journals, where they are not.</param>
public sealed record CallbackAbandoned(
    int Sequence,
    int Attempt,
    int? StatusCode,
    string Error,
    bool EndsDelivery,
    DateTimeOffset At,
    long? DurationMs = null,
    bool? CountsOn = null) : JobEvent(At);

/// <summary>An operator has a callback sent again: its retries begin anew, and a delivery that had ended is open again.</summary>
/// <param name="Sequence">Which callback.</param>
/// <param name="Url">Where all callbacks of the job go from now on; none: where they went before.</param>
/// <param name="At">When it was said, UTC.</param>
public sealed record CallbackResent(int Sequence, string? Url, DateTimeOffset At) : JobEvent(At);

/// <summary>A callback may not go where it should: nothing was sent, and nothing more is for this attempt of the job.</summary>
/// <param name="Sequence">Which callback; later ones share its end.</param>
/// <param name="Attempt">The attempt that was refused, from 1; 0: none was made, policy refused the URL with the message.</param>
/// <param name="Url">Where it should have gone, without user info.</param>
/// <param name="ErrorCode">A111.</param>
/// <param name="Reason">Which rule refuses it, for people.</param>
/// <param name="At">When it was refused, UTC.</param>
public sealed record CallbackRefused(
    int Sequence, int Attempt, string Url, string ErrorCode, string Reason, DateTimeOffset At) : JobEvent(At);

/// <summary>A Kubernetes Job.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its UID.</param>
public sealed record JobRef(string Namespace, string Name, string Uid);

/// <summary>A pod.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its UID.</param>
public sealed record PodRef(string Name, string Uid);
