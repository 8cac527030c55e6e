using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Jobs;

/// <summary>Something that wants a job to move. It carries its own time and chance.</summary>
/// <param name="At">When it was said, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(Submit), "submit")]
[JsonDerivedType(typeof(Reject), "reject")]
[JsonDerivedType(typeof(RecordCreated), "record-created")]
[JsonDerivedType(typeof(RecordCreateFailed), "record-create-failed")]
[JsonDerivedType(typeof(ObserveStarted), "observe-started")]
[JsonDerivedType(typeof(ObserveSucceeded), "observe-succeeded")]
[JsonDerivedType(typeof(ObserveFailed), "observe-failed")]
[JsonDerivedType(typeof(ObserveVanished), "observe-vanished")]
[JsonDerivedType(typeof(ObserveStuck), "observe-stuck")]
[JsonDerivedType(typeof(ObserveOverdue), "observe-overdue")]
[JsonDerivedType(typeof(ObserveReplaced), "observe-replaced")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(RecordRemoved), "record-removed")]
[JsonDerivedType(typeof(RecordRemoveRefused), "record-remove-refused")]
[JsonDerivedType(typeof(Redrive), "redrive")]
[JsonDerivedType(typeof(RecordCallback), "record-callback")]
[JsonDerivedType(typeof(RecordCallbacks), "record-callbacks")]
[JsonDerivedType(typeof(Resend), "resend")]
[JsonDerivedType(typeof(Supervise), "supervise")]
public abstract record JobCommand(DateTimeOffset At)
{
    /// <summary>A message asks for the job.</summary>
    /// <param name="Request">What it asks for.</param>
    /// <param name="PayloadHash">SHA-256 of the payload.</param>
    /// <param name="Ignored">JSON paths of properties nobody knows.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record Submit(
        JobRequest Request, string PayloadHash, ImmutableArray<string> Ignored, DateTimeOffset At) : JobCommand(At)
    {
        /// <summary>JSON paths of properties nobody knows; empty when the command does not say.</summary>
        public ImmutableArray<string> Ignored { get; init; } = Ignored.OrEmpty();
    }

    /// <summary>A message with a usable id breaks rules, or policy refuses it.</summary>
    /// <param name="Service">The service, where it could be read.</param>
    /// <param name="WebhookUrl">Where to report, where it can be used.</param>
    /// <param name="Code">A100 (invalid) or A111 (policy).</param>
    /// <param name="Violations">All broken rules; at least one.</param>
    /// <param name="PayloadHash">SHA-256 of the payload.</param>
    /// <param name="At">Now, UTC.</param>
    /// <param name="WebhookRefused">Why nothing may be reported to <paramref name="WebhookUrl"/>; none where it may.</param>
    /// <param name="Trace">The trace the message belongs to; none where nobody named one.</param>
    public sealed record Reject(
        string? Service,
        string? WebhookUrl,
        string Code,
        ImmutableArray<Violation> Violations,
        string PayloadHash,
        DateTimeOffset At,
        string? WebhookRefused = null,
        TraceContext? Trace = null) : JobCommand(At)
    {
        /// <summary>All broken rules; empty when the command does not say.</summary>
        public ImmutableArray<Violation> Violations { get; init; } = Violations.OrEmpty();
    }

    /// <summary>The API server has the Job.</summary>
    /// <param name="Ref">Which.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record RecordCreated(JobRef Ref, DateTimeOffset At) : JobCommand(At);

    /// <summary>The API server did not take the Job.</summary>
    /// <param name="Kind">Whether and how to try again.</param>
    /// <param name="Name">The name that was tried.</param>
    /// <param name="Error">What to tell, should it be final.</param>
    /// <param name="RetryAfter">The server's wish, where it sent one.</param>
    /// <param name="Chance">A random number from 0 to 1, for jitter.</param>
    /// <param name="At">Now, UTC.</param>
    /// <param name="Within">How long a refusal is borne; none: for ever.</param>
    public sealed record RecordCreateFailed(
        CreateFailure Kind,
        string Name,
        CallbackError Error,
        TimeSpan? RetryAfter,
        double Chance,
        DateTimeOffset At,
        TimeSpan? Within = null) : JobCommand(At);

    /// <summary>A container of the job was seen running, or to have run.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="Pod">The pod.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveStarted(JobRef Ref, PodRef Pod, DateTimeOffset At) : JobCommand(At), IObservation;

    /// <summary>The Job was seen complete.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="Pod">A pod of it whose container ran, where one is known.</param>
    /// <param name="DurationSeconds">From the Job's start to its completion.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveSucceeded(JobRef Ref, PodRef? Pod, long DurationSeconds, DateTimeOffset At)
        : JobCommand(At), IObservation;

    /// <summary>The Job was seen failed.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="Pod">A pod of it whose container ran, where one is known.</param>
    /// <param name="Error">The true reason.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveFailed(JobRef Ref, PodRef? Pod, CallbackError Error, DateTimeOffset At)
        : JobCommand(At), IObservation;

    /// <summary>The Job is gone, without an outcome.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveVanished(JobRef Ref, DateTimeOffset At) : JobCommand(At), IObservation;

    /// <summary>Something keeps the job's pod from starting.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="Pod">The pod; none when there is not even one.</param>
    /// <param name="Reason">A word of <see cref="FailureReason"/>.</param>
    /// <param name="Message">For people.</param>
    /// <param name="Hopeless">Waiting cannot help.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveStuck(
        JobRef Ref, PodRef? Pod, string Reason, string Message, bool Hopeless, DateTimeOffset At) : JobCommand(At), IObservation;

    /// <summary>The time to start is over, and a look at the Job and its pods shows that none has.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="Pod">The pod; none when there is not even one.</param>
    /// <param name="Reason">A word of <see cref="FailureReason"/>.</param>
    /// <param name="Message">For people.</param>
    /// <param name="Hopeless">Waiting longer could not have helped.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveOverdue(
        JobRef Ref, PodRef? Pod, string Reason, string Message, bool Hopeless, DateTimeOffset At) : JobCommand(At), IObservation;

    /// <summary>A pod that may still run was given up, and another has started in its place.</summary>
    /// <param name="Ref">The Job.</param>
    /// <param name="Lost">The pod that was given up.</param>
    /// <param name="By">The one that runs now.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record ObserveReplaced(JobRef Ref, PodRef Lost, PodRef By, DateTimeOffset At) : JobCommand(At), IObservation;

    /// <summary>An operator wants the job to end.</summary>
    /// <param name="At">Now, UTC.</param>
    public sealed record Cancel(DateTimeOffset At) : JobCommand(At);

    /// <summary>The Kubernetes Job of an aborted job is gone, or going.</summary>
    /// <param name="At">Now, UTC.</param>
    public sealed record RecordRemoved(DateTimeOffset At) : JobCommand(At);

    /// <summary>The API server does not let the Kubernetes Job of an aborted job be deleted.</summary>
    /// <param name="Reason">A word of <see cref="FailureReason"/>.</param>
    /// <param name="Error">What it said.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record RecordRemoveRefused(string Reason, string Error, DateTimeOffset At) : JobCommand(At);

    /// <summary>An operator wants a final job to be run once more.</summary>
    /// <param name="At">Now, UTC.</param>
    public sealed record Redrive(DateTimeOffset At) : JobCommand(At);

    /// <summary>A callback was attempted.</summary>
    /// <param name="Sequence">Which callback.</param>
    /// <param name="Attempt">Counts from 1; any other than the next is stale and changes nothing.</param>
    /// <param name="StatusCode">The receiver's answer; none when there was none.</param>
    /// <param name="Error">What went wrong; none after 2xx.</param>
    /// <param name="RetryAfter">The receiver's wish, where it sent one.</param>
    /// <param name="DurationMs">Milliseconds the attempt took.</param>
    /// <param name="Chance">A random number from 0 to 1, for jitter.</param>
    /// <param name="At">Now, UTC.</param>
    /// <param name="Refused">It may not go there, as <paramref name="Error"/> says: no other try is worth making.</param>
    /// <param name="Schedule">The waits between attempts; none: the usual ones of <see cref="RetrySchedule"/>.</param>
    public sealed record RecordCallback(
        int Sequence,
        int Attempt,
        int? StatusCode,
        string? Error,
        TimeSpan? RetryAfter,
        long DurationMs,
        double Chance,
        DateTimeOffset At,
        bool Refused = false,
        IReadOnlyList<TimeSpan>? Schedule = null) : JobCommand(At);

    /// <summary>Several callbacks were attempted, one after the other.</summary>
    /// <param name="Attempts">What became of each, in the order they were made.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record RecordCallbacks(ImmutableArray<RecordCallback> Attempts, DateTimeOffset At) : JobCommand(At)
    {
        /// <summary>What became of each; empty when the command does not say.</summary>
        public ImmutableArray<RecordCallback> Attempts { get; init; } = Attempts.OrEmpty();
    }

    /// <summary>An operator wants a callback to be sent again, delivered or not.</summary>
    /// <param name="Sequence">Which callback; none: every one that was given up or refused.</param>
    /// <param name="Url">Where all callbacks of the job go from now on; none: where they went before.</param>
    /// <param name="At">Now, UTC.</param>
    public sealed record Resend(int? Sequence, string? Url, DateTimeOffset At) : JobCommand(At);

    /// <summary>Look after the job: do what is due. Records nothing by itself.</summary>
    /// <param name="At">Now, UTC.</param>
    public sealed record Supervise(DateTimeOffset At) : JobCommand(At);
}

/// <summary>Something seen of a Kubernetes Job that says it is this job's.</summary>
public interface IObservation
{
    /// <summary>Which one.</summary>
    JobRef Ref { get; }
}

/// <summary>What a failed creation means.</summary>
public enum CreateFailure
{
    /// <summary>Try again later: the server is away, slow, overloaded or broken.</summary>
    Retryable,

    /// <summary>Another Job has the name and is not ours: try the next name at once.</summary>
    NameTaken,

    /// <summary>It will never work: invalid, denied.</summary>
    Final,

    /// <summary>The cluster does not want it now: a quota, a missing right. Try again, but not for ever.</summary>
    Refused,
}
