namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>One attempt that waits for its turn.</summary>
/// <param name="Try">Makes it; answers none when it was not made after all. Never throws.</param>
/// <param name="GiveUp">Counts it as failed without making it, like the attempt with this answer. Never throws.</param>
/// <param name="Since">When it began to wait, UTC.</param>
internal sealed record Errand(Func<Task<WebhookAnswer?>> Try, Func<WebhookAnswer, Task> GiveUp, DateTimeOffset Since);
