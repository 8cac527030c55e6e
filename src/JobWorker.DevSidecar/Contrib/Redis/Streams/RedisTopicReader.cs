using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>Reads new messages of one topic and hands them on, on a connection of its own because the read blocks.</summary>
internal sealed class RedisTopicReader(
    string topic, RedisPubSubSettings settings, RedisClient redis, RedisDelivery delivery, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private TimeSpan _pause = FirstPause;

    /// <summary>Runs until <paramref name="cancel"/>; an outage is waited out with ever rarer looks, to one in 2 s.</summary>
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
                await Task.Delay(_pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
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
                _pause = FirstPause;
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
