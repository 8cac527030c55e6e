using System.Collections.Concurrent;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Jobs;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends each callback through the webhook binding and tells its job how that went.</summary>
/// <remarks>
/// Order within a job needs nothing here: a job offers its next callback only once the one before is settled. Each receiver has a lane
/// of its own, so that one which is slow or dead delays nobody else's callbacks.
/// </remarks>
internal sealed class CallbackDispatcher(
    IWebhook webhook,
    IJobs jobs,
    IWakeUps wakeUps,
    LeaderRole role,
    PolicyInForce policy,
    IOptions<CallbackOptions> options,
    TimeProvider clock,
    ILogger<CallbackDispatcher> logger) : ICallbackSender, IDrain, IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<TimeSpan>? _schedule = options.Value.Schedule is [_, ..] waits ? [.. waits] : null;

    /// <summary>Where each attempt that waits or is under way goes: one URL, the last that was asked for.</summary>
    private readonly ConcurrentDictionary<(string JobId, int Sequence, int Attempt), string> _known = new();
    private readonly Lanes _lanes = new(options.Value.ConcurrencyPerReceiver, clock);
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly CancellationTokenSource _end = new();
    private volatile bool _draining;
    private bool _disposed;

    /// <summary>Receivers that are only probed.</summary>
    public int OpenCircuits => _lanes.Open;

    public void Send(string jobId, string url, Callback callback, JobRequest? request)
    {
        var outgoing = new Outgoing(jobId, url, callback, request);
        if (!_draining && Takes(outgoing))
        {
            _lanes.Of(url).Add(new Errand(() => DeliverAsync(outgoing), answer => GiveUpAsync(outgoing, answer), clock.GetUtcNow()));
        }
    }

    /// <summary>
    /// Lets attempts under way end and be recorded. What has not been sent is offered again by its job, elsewhere.
    /// </summary>
    public Task DrainAsync(CancellationToken cancel)
    {
        _draining = true;

        return _slots.EmptyAsync(options.Value.Concurrency, cancel);
    }

    /// <summary>The container disposes of it under each of its names.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _end.Cancel();
        _lanes.Dispose();
        _end.Dispose();
    }

    private async Task<WebhookAnswer?> DeliverAsync(Outgoing outgoing)
    {
        using var slot = await _slots.TakeAsync();
        if (_draining || !role.Works || !IsWanted(outgoing))
        {
            Forget(outgoing);
            return null;
        }

        var started = clock.GetTimestamp();
        try
        {
            var answer = Refusal(outgoing)
                ?? await webhook.PostAsync(outgoing.JobId, outgoing.Url, outgoing.Callback, outgoing.Attempt, _end.Token);
            var elapsed = clock.GetElapsedTime(started);
            if (!answer.Refused)
            {
                HostMetrics.CallbackSeconds.Observe(elapsed.TotalSeconds);
            }

            HostMetrics.CallbackAttempts.WithLabels(answer.Outcome).Inc();
            await TellAsync(outgoing, answer, elapsed);

            return answer;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            // Only now: until the job has been told it offers this attempt again at every turn.
            Forget(outgoing);
        }
    }

    /// <summary>Policy may have changed since the message was taken in.</summary>
    private WebhookAnswer? Refusal(Outgoing outgoing) =>
        outgoing.Request is { } request
        && policy.Policy.CheckCallback(request.Job.Namespace, request.Service, outgoing.Url) is [var refusal, ..]
            ? new WebhookAnswer(null, refusal.Rule, null, Refused: true)
            : null;

    /// <summary>The receiver answers nobody, and this callback has waited long enough: that counts as an attempt.</summary>
    private async Task GiveUpAsync(Outgoing outgoing, WebhookAnswer answer)
    {
        using var slot = await _slots.TakeAsync();
        if (!_draining && role.Works && IsWanted(outgoing))
        {
            HostMetrics.CallbackAttempts.WithLabels("NotSent").Inc();
            await TellAsync(outgoing, new WebhookAnswer(null, $"Not sent, for the receiver answers nothing: {answer.Why}", null), TimeSpan.Zero);
        }

        Forget(outgoing);
    }

    private async Task TellAsync(Outgoing outgoing, WebhookAnswer answer, TimeSpan elapsed)
    {
        if (!IsWanted(outgoing))
        {
            return;
        }

        var command = new JobCommand.RecordCallback(
            outgoing.Callback.Sequence,
            outgoing.Attempt,
            answer.StatusCode,
            answer.Error,
            answer.RetryAfter,
            (long)elapsed.TotalMilliseconds,
            Random.Shared.NextDouble(),
            clock.GetUtcNow(),
            answer.Refused,
            _schedule);
        try
        {
            await jobs.TellAsync(outgoing.JobId, command, _end.Token);
        }
        catch (JobUnreachableException e)
        {
            logger.JobUnreachable(outgoing.JobId, e.Message);
            wakeUps.At(outgoing.JobId, clock.GetUtcNow() + AfterFailure);
        }
    }

    /// <summary>False where the same attempt is on its way to the same URL.</summary>
    private bool Takes(Outgoing outgoing)
    {
        var taken = false;
        _known.AddOrUpdate(
            outgoing.Key,
            _ =>
            {
                taken = true;
                return outgoing.Url;
            },
            (_, known) =>
            {
                taken = known != outgoing.Url;
                return outgoing.Url;
            });

        return taken;
    }

    /// <summary>
    /// False once the URL was corrected: the attempt at the old one may wait for long, or fail, and must not count for the new.
    /// </summary>
    private bool IsWanted(Outgoing outgoing) => _known.TryGetValue(outgoing.Key, out var url) && url == outgoing.Url;

    private void Forget(Outgoing outgoing) => _known.TryRemove(KeyValuePair.Create(outgoing.Key, outgoing.Url));

    private sealed record Outgoing(string JobId, string Url, Callback Callback, JobRequest? Request)
    {
        public int Attempt => Callback.Attempts + 1;

        public (string JobId, int Sequence, int Attempt) Key => (JobId, Callback.Sequence, Attempt);
    }
}
