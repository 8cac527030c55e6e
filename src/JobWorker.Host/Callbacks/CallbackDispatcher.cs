using System.Collections.Concurrent;
using System.Threading.Channels;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Jobs;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends each callback through the webhook binding and tells its job how that went.</summary>
/// <remarks>Order within a job needs nothing here: a job offers its next callback only once the one before is settled.</remarks>
internal sealed class CallbackDispatcher(
    IWebhook webhook,
    IJobs jobs,
    IWakeUps wakeUps,
    LeaderRole role,
    IOptions<CallbackOptions> options,
    TimeProvider clock,
    ILogger<CallbackDispatcher> logger) : BackgroundService, ICallbackSender, IDrain
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly Channel<Outgoing> _queue = Channel.CreateUnbounded<Outgoing>();
    private readonly ConcurrentDictionary<(string JobId, int Sequence, int Attempt), bool> _underWay = new();
    private volatile bool _draining;

    public void Send(string jobId, string url, Callback callback)
    {
        if (_underWay.TryAdd((jobId, callback.Sequence, callback.Attempts + 1), true))
        {
            _queue.Writer.TryWrite(new Outgoing(jobId, url, callback));
        }
    }

    /// <summary>
    /// Lets attempts under way end and be recorded. What has not been sent is offered again by its job, elsewhere.
    /// </summary>
    public Task DrainAsync(CancellationToken cancel)
    {
        _draining = true;
        _queue.Writer.TryComplete();

        return (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancel);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.Concurrency,
            CancellationToken = stoppingToken,
        };

        return Parallel.ForEachAsync(
            _queue.Reader.ReadAllAsync(stoppingToken), parallel, async (o, cancel) => await DeliverAsync(o, cancel));
    }

    private async Task DeliverAsync(Outgoing outgoing, CancellationToken cancel)
    {
        var (id, url, callback) = outgoing;
        var attempt = callback.Attempts + 1;
        if (_draining || !role.Works)
        {
            _underWay.TryRemove((id, callback.Sequence, attempt), out _);
            return;
        }

        var started = clock.GetTimestamp();
        var answer = await webhook.PostAsync(id, url, callback, attempt, cancel);
        var elapsed = clock.GetElapsedTime(started);
        HostMetrics.CallbackSeconds.Observe(elapsed.TotalSeconds);

        var command = new JobCommand.RecordCallback(
            callback.Sequence,
            attempt,
            answer.StatusCode,
            answer.Error,
            answer.RetryAfter,
            (long)elapsed.TotalMilliseconds,
            Random.Shared.NextDouble(),
            clock.GetUtcNow());
        try
        {
            await jobs.TellAsync(id, command, cancel);
        }
        catch (JobUnreachableException e)
        {
            logger.JobUnreachable(id, e.Message);
            wakeUps.At(id, clock.GetUtcNow() + AfterFailure);
        }
        finally
        {
            // Only now: until the job has been told it offers this attempt again at every turn.
            _underWay.TryRemove((id, callback.Sequence, attempt), out _);
        }
    }

    private sealed record Outgoing(string JobId, string Url, Callback Callback);
}
