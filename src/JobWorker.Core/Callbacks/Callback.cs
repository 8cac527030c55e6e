using System.Text.Json.Serialization;

namespace JobWorker.Core.Callbacks;

/// <summary>One report to the client, and how far its delivery has come.</summary>
/// <param name="Sequence">Gapless from 0 within a job.</param>
/// <param name="Status">0 created, 1 pod started, 2 complete, 3 failed, 99 exception.</param>
/// <param name="Detail">What the body says beside id and status.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="DueAt">Not before this time, UTC.</param>
/// <param name="Since">Attempts that do not count for the retry schedule: those made before it was last sent again.</param>
/// <param name="Resent">How often an operator had it sent again after it was settled.</param>
public sealed record Callback(
    int Sequence,
    int Status,
    CallbackDetail Detail,
    CallbackState State,
    int Attempts,
    DateTimeOffset DueAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Since = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Resent = 0)
{
    /// <summary>When what it reports happened, UTC; none in snapshots older than this property.</summary>
    public DateTimeOffset? ReportedAt { get; init; }
}

/// <summary>How far a callback has come.</summary>
public enum CallbackState
{
    /// <summary>To be sent, now or later.</summary>
    Pending,

    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>Given up; can be re-driven by hand.</summary>
    Abandoned,

    /// <summary>It may not go where it should; policy or the egress guard refuses.</summary>
    Refused,
}

/// <summary>The <c>detail</c> of a callback; what does not belong to the status is absent.</summary>
/// <param name="JobId">Status 0: the Job's UID.</param>
/// <param name="JobName">Status 0: the Job's name.</param>
/// <param name="PodId">Status 1: the pod's UID.</param>
/// <param name="PodName">Status 1: the pod's name.</param>
/// <param name="Duration">Status 2: whole seconds from the Job's start to its completion.</param>
/// <param name="Error">Status 3 and 99: what went wrong.</param>
public sealed record CallbackDetail(
    string? JobId = null,
    string? JobName = null,
    string? PodId = null,
    string? PodName = null,
    long? Duration = null,
    CallbackError? Error = null);

/// <summary>What went wrong, as a client is told.</summary>
/// <param name="ErrorCode">A100 to A111; see the message contract.</param>
/// <param name="Message">For people.</param>
/// <param name="Reason">One word of the closed vocabulary of <see cref="FailureReason"/>.</param>
/// <param name="ExitCode">The container's exit code, where one is known.</param>
/// <param name="PodName">The pod that failed, where one is known.</param>
/// <param name="Container">The container that failed, where one is known.</param>
/// <param name="Log">The last lines of its log, at most 4 KiB; none unless asked for and to be had.</param>
public sealed record CallbackError(
    string ErrorCode,
    string Message,
    string Reason,
    int? ExitCode = null,
    string? PodName = null,
    string? Container = null,
    string? Log = null);
