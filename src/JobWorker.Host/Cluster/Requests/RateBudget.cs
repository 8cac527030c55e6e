using System.Threading.RateLimiting;
using JobWorker.Host.Cluster.Answers;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>
/// Keeps the worker from flooding the API server: every request but a watch takes a token, and waits for one where none is
/// left.
/// </summary>
/// <remarks>
/// A request that waits longer than its caller's patience ends like one that was not answered: it is tried again.
/// </remarks>
internal sealed class RateBudget : DelegatingHandler
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly TokenBucketRateLimiter _tokens;

    /// <param name="qps">Requests a second over time.</param>
    /// <param name="burst">Requests at once after a quiet time.</param>
    public RateBudget(int qps, int burst) => _tokens = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, qps / 10),
        ReplenishmentPeriod = qps >= 10 ? Tick : TimeSpan.FromSeconds(1.0 / qps),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        QueueLimit = int.MaxValue,
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!AnswerGuard.IsWatch(request))
        {
            using var token = await _tokens.AcquireAsync(1, cancellationToken);
        }

        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tokens.Dispose();
        }

        base.Dispose(disposing);
    }
}
