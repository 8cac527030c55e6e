using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>Hands the messages of one topic to its handler and acknowledges them by Dapr's rule.</summary>
/// <remarks>
/// Since 1.17 Dapr acknowledges after any result of the handler: retries and dead letters are the business of its
/// resiliency policies. Two failures stay pending: one that took longer than <c>processingTimeout</c>, and one while the
/// subscription stops, where the handler may have been cut short. A handler is cancelled by <c>processingTimeout</c> and by
/// the end of the component, not by the end of the subscription. <c>stopping</c> is the very token whoever subscribed cancels:
/// one that follows it may be late, and the handler's failure would be taken for a result.
/// </remarks>
internal sealed class RedisDelivery(
    string topic,
    RedisPubSubSettings settings,
    RedisClient redis,
    SemaphoreSlim workers,
    PubSubHandler handler,
    TimeProvider clock,
    ILogger logger,
    CancellationToken stopping,
    CancellationToken closing)
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Waits for a free worker and starts the handler; does not wait for its end.</summary>
    public async Task StartAsync(StreamEntry entry, CancellationToken cancel)
    {
        await workers.WaitAsync(cancel);
        var run = Task.Run(() => DeliverAsync(entry), CancellationToken.None);
        _running.TryAdd(run, true);
        _ = run.ContinueWith(
            done => _running.TryRemove(done, out _),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends when every handler that was started has ended.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Keys);

    [SuppressMessage("Design", "CA1031", Justification = "Any failure of the handler means the same: not handled.")]
    private async Task DeliverAsync(StreamEntry entry)
    {
        try
        {
            using var late = new CancellationTokenSource(
                settings.Redelivers ? settings.ProcessingTimeout : Timeout.InfiniteTimeSpan, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, closing);
            try
            {
                await handler(new PubSubMessage(topic, entry.Data, MetadataOf(entry)), limit.Token);
            }
            catch (Exception e) when (stopping.IsCancellationRequested || limit.IsCancellationRequested)
            {
                logger.LeftPending(entry.Id, topic, e);
                return;
            }
            catch (Exception e)
            {
                logger.AcknowledgedAfterFailure(entry.Id, topic, e);
            }

            await AcknowledgeAsync(entry.Id);
        }
        finally
        {
            workers.Release();
        }
    }

    /// <summary>Not cancelled by the end of the subscription: what was handled should not come again.</summary>
    private async Task AcknowledgeAsync(string id)
    {
        try
        {
            await redis.SendAsync(["XACK", topic, settings.ConsumerId, id], CancellationToken.None);
        }
        catch (Exception e) when (e is RedisConnectionException or RedisServerException or ObjectDisposedException)
        {
            logger.AcknowledgeFailed(id, topic, e);
        }
    }

    private static Dictionary<string, string> MetadataOf(StreamEntry entry)
    {
        if (entry.Metadata.IsEmpty)
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(entry.Metadata.Span) ?? [];
        }
        catch (JsonException)
        {
            // Written by a producer that is no sidecar: the message counts, its metadata does not.
            return [];
        }
    }
}
