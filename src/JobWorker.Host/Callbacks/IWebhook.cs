using JobWorker.Core.Callbacks;

namespace JobWorker.Host.Callbacks;

/// <summary>One attempt at each of some callbacks.</summary>
internal interface IWebhook
{
    /// <summary>
    /// Posts what is in each letter. Answers for each letter, in their order; none of the tasks fails for what the other side
    /// does: that is an answer.
    /// </summary>
    IReadOnlyList<Task<LetterAnswer>> Post(IReadOnlyList<Letter> letters, CancellationToken cancel);
}

/// <summary>Callbacks of one job, to go one after the other: each once the one before it was answered 2xx.</summary>
/// <param name="JobId">The message id.</param>
/// <param name="Url">Where to.</param>
/// <param name="Callbacks">In their order, at least one.</param>
internal sealed record Letter(string JobId, string Url, IReadOnlyList<Callback> Callbacks);

/// <summary>How far a letter came.</summary>
/// <param name="Answers">
/// For its first callbacks, in their order: for all but the last a status of 2xx. For none only where
/// <paramref name="UnderWay"/>.
/// </param>
/// <param name="UnderWay">
/// The callback after those is on its way, and nobody waits for it any longer: posted again, by itself and with the same attempt,
/// it is not sent a second time.
/// </param>
internal sealed record LetterAnswer(IReadOnlyList<WebhookAnswer> Answers, bool UnderWay = false);

/// <summary>What became of an attempt.</summary>
/// <param name="StatusCode">The receiver's answer; none when there was none.</param>
/// <param name="Error">What went wrong; none after 2xx.</param>
/// <param name="RetryAfter">The receiver's wish, where it sent one with 429 or 503.</param>
/// <param name="Refused">It may not go there: nothing was sent, and no other try is worth making.</param>
/// <param name="Took">How long the receiver took, as far as somebody else has measured it; none: ask your own clock.</param>
internal sealed record WebhookAnswer(
    int? StatusCode, string? Error, TimeSpan? RetryAfter, bool Refused = false, TimeSpan? Took = null)
{
    /// <summary>For people.</summary>
    public string Why => Error ?? $"status {StatusCode}";

    /// <summary>The receiver took it.</summary>
    public bool Delivered => StatusCode is >= 200 and <= 299;

    /// <summary>The same in one word, for metrics.</summary>
    public string Outcome => this switch
    {
        { Refused: true } => "Refused",
        { StatusCode: null } => "NoAnswer",
        { Delivered: true } => "Delivered",
        { StatusCode: 410 } => "Gone",
        { StatusCode: 429 or 503 } => "Throttled",
        { StatusCode: >= 400 and <= 499 } => "ClientError",
        { StatusCode: >= 500 and <= 599 } => "ServerError",
        _ => "Other",
    };
}
