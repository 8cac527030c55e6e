using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>Finds messages of a topic pending longer than <c>processingTimeout</c> and delivers them again.</summary>
internal sealed class RedisReclaimer(
    string topic, RedisPubSubSettings settings, RedisClient redis, RedisDelivery delivery, TimeProvider clock, ILogger logger)
{
    private long MinIdle => (long)settings.ProcessingTimeout.TotalMilliseconds;

    /// <summary>Looks once at the start and then at every <c>redeliverInterval</c> until <paramref name="cancel"/>.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (settings.Redelivers && !cancel.IsCancellationRequested)
        {
            try
            {
                while (await ReclaimAsync(cancel))
                {
                }

                await Task.Delay(settings.RedeliverInterval, clock, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RedisConnectionException or RedisServerException)
            {
                logger.ReclaimFailed(topic, e);
                await Task.Delay(settings.RedeliverInterval, clock, cancel)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Claims one batch; false when there was nothing to claim.</summary>
    private async Task<bool> ReclaimAsync(CancellationToken cancel)
    {
        var group = settings.ConsumerId;
        var pending = await redis.SendAsync(["XPENDING", topic, group, "-", "+", settings.QueueDepth], cancel);
        string[] late = [.. from entry in pending.Items where entry.Items[2].Long >= MinIdle select entry.Items[0].Text];
        if (late.Length == 0)
        {
            return false;
        }

        var claimed = await redis.SendAsync(
            ["XCLAIM", topic, group, group, MinIdle, .. late.Select(id => (RedisArgument)id)], cancel);
        StreamEntry[] entries = [.. RedisGroups.Entries(claimed)];
        await ForgetTrimmedAsync(late.Except(entries.Select(entry => entry.Id)), cancel);
        if (entries.Length > 0)
        {
            logger.Redelivering(entries.Length, topic);
        }

        foreach (var entry in entries)
        {
            await delivery.StartAsync(entry, cancel);
        }

        return entries.Length > 0;
    }

    /// <summary>Acknowledges ids whose entries were trimmed away; they could never be delivered.</summary>
    private async Task ForgetTrimmedAsync(IEnumerable<string> ids, CancellationToken cancel)
    {
        foreach (var id in ids)
        {
            if ((await redis.SendAsync(["XRANGE", topic, id, id], cancel)).Items.Count == 0)
            {
                await redis.SendAsync(["XACK", topic, settings.ConsumerId, id], cancel);
            }
        }
    }
}
