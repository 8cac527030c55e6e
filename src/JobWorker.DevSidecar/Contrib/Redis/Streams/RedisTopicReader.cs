using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>Reads new messages of one topic and hands them on, on a connection of its own because the read blocks.</summary>
internal sealed class RedisTopicReader(
    string topic, RedisPubSubSettings settings, RedisClient redis, RedisDelivery delivery, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs until <paramref name="cancel"/>; outages of Redis are waited out.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RedisConnectionException or RedisServerException)
            {
                logger.ReadFailed(topic, e);
                await Task.Delay(Pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Reads on one connection for as long as it holds.</summary>
    private async Task ReadAsync(CancellationToken cancel)
    {
        // Closing the connection is what ends a blocked read, so that no message goes to a reader that left.
        await using var connection = await redis.OpenAsync(cancel);
        var group = settings.ConsumerId;
        IReadOnlyList<RedisArgument> read =
        [
            "XREADGROUP", "GROUP", group, group, "COUNT", settings.QueueDepth,
            "BLOCK", (long)Block.TotalMilliseconds, "STREAMS", topic, ">",
        ];

        while (true)
        {
            try
            {
                var answer = await connection.SendAsync(read, AnswerLimit, cancel);
                foreach (var entry in answer.Items.SelectMany(stream => RedisGroups.Entries(stream.Items[1])))
                {
                    await delivery.StartAsync(entry, cancel);
                }
            }
            catch (RedisServerException e) when (e.Code == "NOGROUP")
            {
                await RedisGroups.EnsureAsync(redis, topic, group, cancel);
            }
        }
    }
}
