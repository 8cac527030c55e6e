using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;

namespace JobWorker.Host.Callbacks;

/// <summary>What one of the sidecar's HTTP output bindings tells of a post.</summary>
internal static class BindingAnswer
{
    /// <summary>Metadata of the call: <c>false</c>, for a refusal must come back as a status. The schedule of retries is ours.</summary>
    public const string ErrorIfNot2XX = "errorIfNot2XX";

    /// <summary>Reads the metadata of its answer.</summary>
    /// <param name="metadata">As it came.</param>
    /// <param name="isEgress">
    /// Whether it leads to the egress endpoint, whose headers mean nothing where a receiver itself has sent them.
    /// </param>
    /// <param name="now">UTC.</param>
    public static WebhookAnswer Of(IReadOnlyDictionary<string, string> metadata, bool isEgress, DateTimeOffset now)
    {
        var found = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        var status = BatchPost.Number(found, "statusCode") ?? 0;
        TimeSpan? took = isEgress && BatchPost.Number(found, EgressHeaders.Took) is { } time
            ? TimeSpan.FromMilliseconds(time)
            : null;
        if (isEgress && found.TryGetValue(EgressHeaders.Error, out var error))
        {
            return new WebhookAnswer(null, error, null, found.ContainsKey(EgressHeaders.Refused), took);
        }

        return status is >= 200 and <= 299
            ? new WebhookAnswer(status, null, null, Took: took)
            : new WebhookAnswer(
                status,
                $"The receiver answered {status}.",
                RetryAfter.Read(status, found.GetValueOrDefault("Retry-After"), now),
                Took: took);
    }
}
