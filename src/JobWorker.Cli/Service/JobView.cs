namespace JobWorker.Cli.Service;

/// <summary>A job as <c>GET /api/jobs/{id}</c> tells it; what it means is said there.</summary>
internal sealed record JobView(
    string Id,
    string State,
    long Version,
    string? Service,
    int Attempt,
    JobRef? Job,
    PodRef? Pod,
    StuckView? Stuck,
    IReadOnlyList<JobRef>? Former,
    ErrorView? Error,
    IReadOnlyList<TimelineEntry>? Timeline,
    IReadOnlyList<CallbackView>? Callbacks)
{
    /// <summary>Nothing but callbacks can follow, unless somebody runs it once more.</summary>
    public bool IsFinal => State.ToLowerInvariant() is "succeeded" or "failed" or "aborted" or "rejected";
}

internal sealed record JobRef(string Namespace, string Name, string Uid);

internal sealed record PodRef(string Name, string Uid);

internal sealed record StuckView(string Reason, string Message, string? Pod, DateTimeOffset Since);

internal sealed record ErrorView(
    string? ErrorCode, string? Message, string? Reason, int? ExitCode, string? PodName, string? Container, string? Log);

internal sealed record TimelineEntry(long Version, DateTimeOffset At, string Event, string? Reason);

internal sealed record CallbackView(
    int Sequence,
    int Status,
    string State,
    string WebhookId,
    DateTimeOffset? NextAttemptAt,
    IReadOnlyList<AttemptView>? Attempts);

internal sealed record AttemptView(int Attempt, DateTimeOffset At, int? StatusCode, long? DurationMs, string? Error);
