using System.Threading.RateLimiting;
using JobWorker.Host.Cluster.Answers;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>
/// Keeps the worker from flooding the API server: every request but a watch takes a token and a place, and waits for one where
/// none is left.
/// </summary>
/// <remarks>
/// A request that waits longer than its caller's patience ends like one that was not answered: it is tried again.
/// </remarks>
internal sealed class RateBudget : DelegatingHandler
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly TokenBucketRateLimiter _tokens;
    private readonly SemaphoreSlim _places;

    /// <param name="qps">Requests a second over time.</param>
    /// <param name="burst">Requests a second after a quiet time.</param>
    /// <param name="concurrency">
    /// Requests under way at a time. The API server would work at all of them side by side and answer all of them late: in turn,
    /// the first are recorded while it makes the others.
    /// </param>
    public RateBudget(int qps, int burst, int concurrency)
    {
        _tokens = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, qps / 10),
            ReplenishmentPeriod = qps >= 10 ? Tick : TimeSpan.FromSeconds(1.0 / qps),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            QueueLimit = int.MaxValue,
        });
        _places = new SemaphoreSlim(concurrency);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (AnswerGuard.IsWatch(request))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        using var token = await _tokens.AcquireAsync(1, cancellationToken);
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tokens.Dispose();
            _places.Dispose();
        }

        base.Dispose(disposing);
    }
}
