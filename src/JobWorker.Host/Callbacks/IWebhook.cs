using JobWorker.Core.Callbacks;

namespace JobWorker.Host.Callbacks;

/// <summary>One attempt at one callback.</summary>
internal interface IWebhook
{
    /// <summary>Posts it. Never throws for what the other side does: that is an answer.</summary>
    Task<WebhookAnswer> PostAsync(string jobId, string url, Callback callback, int attempt, CancellationToken cancel);
}

/// <summary>What became of an attempt.</summary>
/// <param name="StatusCode">The receiver's answer; none when there was none.</param>
/// <param name="Error">What went wrong; none after 2xx.</param>
/// <param name="RetryAfter">The receiver's wish, where it sent one with 429 or 503.</param>
/// <param name="Refused">It may not go there: nothing was sent, and no other try is worth making.</param>
internal sealed record WebhookAnswer(int? StatusCode, string? Error, TimeSpan? RetryAfter, bool Refused = false)
{
    /// <summary>For people.</summary>
    public string Why => Error ?? $"status {StatusCode}";

    /// <summary>The same in one word, for metrics.</summary>
    public string Outcome => this switch
    {
        { Refused: true } => "Refused",
        { StatusCode: null } => "NoAnswer",
        { StatusCode: >= 200 and <= 299 } => "Delivered",
        { StatusCode: 410 } => "Gone",
        { StatusCode: 429 or 503 } => "Throttled",
        { StatusCode: >= 400 and <= 499 } => "ClientError",
        { StatusCode: >= 500 and <= 599 } => "ServerError",
        _ => "Other",
    };
}
