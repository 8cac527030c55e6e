using Dapr;
using Dapr.Client;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>The worker of queues whose jobs are handed on: to a topic, or to an app behind an HTTP binding.</summary>
/// <remarks>Every replica takes part; fetching sees to it that each job is with one of them.</remarks>
internal sealed class PushWorker(
    IOptions<TransportOptions> options, Fetcher fetcher, IQueues queues, DaprClient dapr, TimeProvider clock, ILogger<PushWorker> logger)
    : BackgroundService
{
    private const string Worker = "push";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Value.Push.Select(push => RunAsync(push, stoppingToken)));

    private async Task RunAsync(PushQueue push, CancellationToken stop)
    {
        using var places = new SemaphoreSlim(push.Concurrency);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                (await places.TakeAsync()).Dispose();
                var ask = new FetchRequest([push.Queue], places.CurrentCount, Worker, Lease, Wait);
                foreach (var job in await fetcher.FetchAsync(ask, tenant: null, stop))
                {
                    _ = DeliverAsync(push, job, await places.TakeAsync());
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException)
            {
                logger.PushFailed(push.Queue, e.Message);
                await Task.Delay(AfterTrouble, clock, CancellationToken.None);
            }
        }

        await places.EmptyAsync(push.Concurrency, CancellationToken.None);
    }

    private async Task DeliverAsync(PushQueue push, OjsJob job, IDisposable place)
    {
        using var held = place;
        using var alive = clock.CreateTimer(_ => Beat(push.Queue, job.Id), null, BetweenBeats, BetweenBeats);
        try
        {
            var outcome = await TryAsync(push, job);
            if (await queues.AskAsync(push.Queue, outcome, CancellationToken.None) is QueueAnswer.Refused { Why: Refusal.TooLarge }
                && outcome is QueueOperation.Ack done)
            {
                // The app has done it, whatever it says of it.
                await queues.AskAsync(push.Queue, done with { Result = null }, CancellationToken.None);
            }
        }
        catch (QueueUnreachableException e)
        {
            // The lease brings the job back.
            logger.PushFailed(push.Queue, e.Message);
        }
    }

    private async Task<QueueOperation> TryAsync(PushQueue push, OjsJob job)
    {
        var body = OjsResult.Bytes(json => JobDocument.Write(json, job));
        try
        {
            if (push.Binding is { Length: > 0 } binding)
            {
                var answer = await dapr.InvokeBindingAsync(new BindingRequest(binding, "post")
                {
                    Data = body,
                    Metadata = { ["Content-Type"] = "application/json" },
                });

                return new QueueOperation.Ack(job.Id, Worker, PushAnswer.ResultOf(answer.Data));
            }

            await dapr.PublishByteEventAsync(push.PubSub!, push.Topic!, body, "application/json");

            return new QueueOperation.Ack(job.Id, Worker, Result: null);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException or OperationCanceledException)
        {
            return new QueueOperation.Nack(
                job.Id, Worker, new Failure("handler_error", "PushFailed", e.Message), Requeue: false);
        }
    }

    private void Beat(string queue, string id) => _ = BeatAsync(queue, id);

    private async Task BeatAsync(string queue, string id)
    {
        try
        {
            await queues.AskAsync(queue, new QueueOperation.Heartbeat([id], Worker, Lease), CancellationToken.None);
        }
        catch (QueueUnreachableException e)
        {
            logger.PushFailed(queue, e.Message);
        }
    }
}
