namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>What waits for its turn at a receiver: the callbacks of one job, or one event for a subscriber.</summary>
/// <param name="Try">Makes the attempt; answers none when it was not made after all. Never throws.</param>
/// <param name="GiveUp">Counts it as failed without making it, like the attempt with this answer. Never throws.</param>
/// <param name="Since">When it began to wait, UTC.</param>
/// <param name="Together">
/// Makes this one and others that name the same; answers for each, in their order, what <paramref name="Try"/> would. None: it
/// goes alone.
/// </param>
internal record Errand(
    Func<Task<WebhookAnswer?>> Try,
    Func<WebhookAnswer, Task> GiveUp,
    DateTimeOffset Since,
    Func<IReadOnlyList<Errand>, IReadOnlyList<Task<WebhookAnswer?>>>? Together = null)
{
    /// <summary>Whether it can go together with <paramref name="first"/>.</summary>
    public bool GoesWith(Errand first) => Together is not null && Together == first.Together;
}
