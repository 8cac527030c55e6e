using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Wire;

namespace JobWorker.Ojs.Client.Queues;

/// <summary>What a queue has, state by state.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Available">Jobs any worker may have.</param>
/// <param name="Active">Jobs workers have.</param>
/// <param name="Scheduled">Jobs that wait for their time.</param>
/// <param name="Retryable">Jobs that wait for their next attempt.</param>
/// <param name="Completed">Jobs that succeeded.</param>
/// <param name="Discarded">Jobs that failed for good.</param>
/// <param name="Paused">Whether it gives no jobs.</param>
public sealed record QueueStats(
    string Name, long Available, long Active, long Scheduled, long Retryable, long Completed, long Discarded, bool Paused);

/// <summary>A queue in a list.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Status">Such as <c>active</c> or <c>paused</c>.</param>
public sealed record QueueEntry(string Name, string Status);

/// <summary>Pausing, resuming and counting.</summary>
public sealed class QueueCalls
{
    private readonly OjsHttp _http;

    internal QueueCalls(OjsHttp http) => _http = http;

    /// <summary>Queues that were used.</summary>
    public async Task<IReadOnlyList<QueueEntry>> ListAsync(CancellationToken cancel = default) =>
        await _http.SendAsync<List<QueueEntry>>(HttpMethod.Get, "queues", null, "queues", cancel).ConfigureAwait(false);

    /// <summary>What a queue has.</summary>
    public Task<QueueStats> StatsAsync(string queue, CancellationToken cancel = default) =>
        _http.SendAsync<QueueStats>(HttpMethod.Get, $"queues/{Uri.EscapeDataString(queue)}/stats", null, "queue", cancel);

    /// <summary>From now on the queue gives no jobs; it takes them still.</summary>
    public Task PauseAsync(string queue, CancellationToken cancel = default) =>
        _http.SendAsync(HttpMethod.Post, $"queues/{Uri.EscapeDataString(queue)}/pause", new { }, cancel);

    /// <summary>The queue gives jobs again.</summary>
    public Task ResumeAsync(string queue, CancellationToken cancel = default) =>
        _http.SendAsync(HttpMethod.Post, $"queues/{Uri.EscapeDataString(queue)}/resume", new { }, cancel);
}

/// <summary>Jobs that failed for good.</summary>
public sealed class DeadLetterCalls
{
    private readonly OjsHttp _http;

    internal DeadLetterCalls(OjsHttp http) => _http = http;

    /// <summary>A page of them.</summary>
    /// <param name="queue">None means of all queues.</param>
    /// <param name="limit">1 to 200; default 50.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<OjsJob>> ListAsync(
        string? queue = null, int limit = 50, int offset = 0, CancellationToken cancel = default)
    {
        var filter = queue is null ? "" : $"&queue={Uri.EscapeDataString(queue)}";

        return await _http.SendAsync<List<OjsJob>>(
            HttpMethod.Get, $"dead-letter?limit={limit}&offset={offset}{filter}", null, "jobs", cancel).ConfigureAwait(false);
    }

    /// <summary>Begins a job anew.</summary>
    /// <exception cref="OjsException"><c>not_found</c>.</exception>
    public Task<OjsJob> RetryAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync<OjsJob>(HttpMethod.Post, $"dead-letter/{Uri.EscapeDataString(id)}/retry", new { }, "job", cancel);

    /// <summary>Forgets a job.</summary>
    /// <exception cref="OjsException"><c>not_found</c>.</exception>
    public Task DeleteAsync(string id, CancellationToken cancel = default) =>
        _http.SendAsync(HttpMethod.Delete, $"dead-letter/{Uri.EscapeDataString(id)}", null, cancel);
}
