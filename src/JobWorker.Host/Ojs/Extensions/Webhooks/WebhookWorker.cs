using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using JobWorker.Core.Jobs;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Queues.Calls;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>Brings events to their subscribers. OJS webhooks, section 7, by the schedule of callbacks.</summary>
/// <remarks>
/// Each delivery waits in the lane of its receiver, beside the callbacks that go there, and is leased meanwhile: who dies leaves
/// it to the next.
/// </remarks>
internal sealed class WebhookWorker(
    Subscriptions subscriptions, IWebhookPost post, Lanes lanes, IOptions<CallbackOptions> callbacks, QueueWorkerNeeds needs)
    : QueueWorker(QueueNames.Webhooks, Worker, needs)
{
    private const string Worker = "webhooks";

    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, OjsJob> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OjsJob> _underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(callbacks.Value.Concurrency);
    private readonly ImmutableArray<TimeSpan> _schedule = [.. callbacks.Value.Schedule];

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var alive = Needs.Clock.CreateTimer(_ => Beat(), null, BetweenBeats, BetweenBeats);
        await base.ExecuteAsync(stoppingToken);
        await Task.WhenAll(_waiting.Values.Select(GiveBackAsync));
        await _places.EmptyAsync(callbacks.Value.Concurrency, CancellationToken.None);
    }

    /// <summary>Each to the lane of its receiver. One whose subscription is gone goes nowhere.</summary>
    protected override async Task TakeAsync(ImmutableArray<OjsJob> jobs)
    {
        var all = (await subscriptions.ReadAsync(CancellationToken.None)).All;
        foreach (var job in jobs)
        {
            if (!all.TryGetValue(job.Spec.Type, out var subscription))
            {
                await AskAsync(new QueueOperation.Cancel(job.Id));
            }
            else if (_waiting.TryAdd(job.Id, job))
            {
                lanes.Of(subscription.Url).Add(new Errand(
                    () => TryAsync(job), answer => EndAsync(job, answer), Needs.Clock.GetUtcNow()));
            }
        }
    }

    private async Task<WebhookAnswer?> TryAsync(OjsJob job)
    {
        using var place = await _places.TakeAsync();
        if (!_waiting.TryRemove(job.Id, out _))
        {
            return null;
        }

        _underWay[job.Id] = job;
        try
        {
            if (!Needs.Role.Works)
            {
                await GiveBackAsync(job);
                return null;
            }

            // As it is now: its secret, or where it leads, may have been changed.
            if (!(await subscriptions.CurrentAsync(CancellationToken.None)).All.TryGetValue(job.Spec.Type, out var subscription))
            {
                await AskAsync(new QueueOperation.Cancel(job.Id));
                return null;
            }

            var answer = await post.SendAsync(subscription, Delivery.Of(job), CancellationToken.None);
            OjsMetrics.Sent(answer.Outcome);
            await AskAsync(Outcome(job, answer));

            return answer;
        }
        catch (JournalUnavailableException e)
        {
            // Its lease brings it back.
            Needs.Logger.QueueNotWorked(QueueNames.Webhooks, e.Message);
            return null;
        }
        finally
        {
            _underWay.TryRemove(job.Id, out _);
        }
    }

    /// <summary>It has waited too long for a receiver that answers nobody: that counts as an attempt.</summary>
    private async Task EndAsync(OjsJob job, WebhookAnswer answer)
    {
        if (_waiting.TryRemove(job.Id, out _))
        {
            await AskAsync(Outcome(job, new WebhookAnswer(
                null, $"Not sent, for the receiver answers nothing: {answer.Why}", null, Took: TimeSpan.Zero)));
        }
    }

    /// <summary>What becomes of a delivery. OJS webhooks, section 7.1: what the client is to blame for is not tried again.</summary>
    private QueueOperation.OnJob Outcome(OjsJob job, WebhookAnswer answer)
    {
        if (answer.Delivered)
        {
            var took = answer.Took!.Value.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

            return new QueueOperation.Ack(
                job.Id, Worker, RawJson.Parse($$"""{"status_code":{{answer.StatusCode}},"response_time_ms":{{took}}}"""));
        }

        var isFinal = answer.Refused || answer.StatusCode is >= 400 and <= 499 and not (408 or 425 or 429);
        var wait = RetrySchedule.Callback(job.Attempt, answer.RetryAfter, Random.Shared.NextDouble(), _schedule);

        return new QueueOperation.Nack(
            job.Id,
            Worker,
            new Failure("handler_error", answer.Outcome, answer.Why, isFinal ? false : null, RetryAfter: wait),
            Requeue: false);
    }

    private async Task GiveBackAsync(OjsJob job)
    {
        _waiting.TryRemove(job.Id, out _);
        await AskAsync(new QueueOperation.Nack(job.Id, Worker, Failure: null, Requeue: true));
    }

    private void Beat() => _ = BeatAsync();

    private async Task BeatAsync()
    {
        if (_waiting.Keys.Concat(_underWay.Keys).ToImmutableArray() is { IsEmpty: false } held)
        {
            await AskAsync(new QueueOperation.Heartbeat(held, Worker, Lease));
        }
    }
}
