using System.Text.Json;

namespace JobWorker.Cli.Service;

/// <summary>One job of the list, or one change of a job.</summary>
internal sealed record JobEntry(
    string Id,
    string State,
    string? Service,
    string? Namespace,
    string? Reason,
    string? JobName,
    int Attempt,
    long Version,
    DateTimeOffset? CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Callback = null)
{
    /// <summary>A callback of it was given up.</summary>
    public bool IsDead => "dead".Equals(Callback, StringComparison.OrdinalIgnoreCase);

    /// <summary>When it was created, as far as the service knows.</summary>
    public DateTimeOffset Since => CreatedAt ?? UpdatedAt;
}

/// <summary>A part of the list, newest first.</summary>
/// <param name="Jobs">As the service spells them.</param>
/// <param name="Next">Asks for the part that follows; none at the end.</param>
internal sealed record JobListing(IReadOnlyList<JsonElement> Jobs, string? Next);

/// <summary>What cancel, redrive or resend made of one job.</summary>
internal sealed record ChangeView(string Id, string State, long Version);

/// <summary>A bulk operation: how far it has come.</summary>
internal sealed record OperationView(
    string Id,
    string Verb,
    string State,
    long Matched,
    long Done,
    long Refused,
    long Failed,
    IReadOnlyList<ProblemView>? Problems)
{
    /// <summary>It goes on.</summary>
    public bool IsRunning => State.Equals("running", StringComparison.OrdinalIgnoreCase);

    /// <summary>Somebody ended it before it was done.</summary>
    public bool IsStopped => State.Equals("stopped", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Why a bulk operation left a job as it is.</summary>
internal sealed record ProblemView(string Id, string Message);

/// <summary>Whether a journal holds.</summary>
internal sealed record VerificationView(
    string Id, long Version, bool Intact, string? Problem, string? Hash = null, LedgerFigures? Ledger = null);

/// <summary>What a journal tells of callbacks, in figures.</summary>
internal sealed record LedgerFigures(int Callbacks, int Delivered, int Attempts);

/// <summary>Every callback of a job; what it means is said in <c>GET /api/jobs/{id}/callbacks</c>.</summary>
internal sealed record LedgerView(string Id, long Version, IReadOnlyList<LedgerLineView> Callbacks);

internal sealed record LedgerLineView(
    int Sequence,
    int Status,
    string WebhookId,
    string? Url,
    string State,
    DateTimeOffset? NextTryAt,
    IReadOnlyList<LedgerAttemptView>? Attempts,
    IReadOnlyList<LedgerResendView>? Resends);

internal sealed record LedgerAttemptView(int Number, DateTimeOffset At, int? Status, long? DurationMs, string? Error);

internal sealed record LedgerResendView(DateTimeOffset At, string? Url);

/// <summary>An event of a journal, as the service spells it.</summary>
internal sealed record RecordedView(long Version, JsonElement Event, string Hash);

/// <summary>What a message would become.</summary>
internal sealed record DryRunView(
    string? Id, bool Valid, IReadOnlyList<Violation>? Violations, JsonElement? Manifest, ServerVerdict? Server);

/// <summary>What the API server says of a manifest; <paramref name="Accepted"/> is none where it did not answer.</summary>
internal sealed record ServerVerdict(bool? Accepted, string? Message);

/// <summary>A rule that a message breaks.</summary>
internal sealed record Violation(string Field, string Rule);

/// <summary>The id of an accepted message.</summary>
internal sealed record SubmittedView(string Id);
