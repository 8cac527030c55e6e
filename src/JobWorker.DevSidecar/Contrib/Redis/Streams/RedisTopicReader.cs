using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis.Streams;

/// <summary>Reads new messages of one topic and hands them on, on a connection of its own because the read blocks.</summary>
internal sealed class RedisTopicReader(
    string component, string topic, RedisPubSubSettings settings, RedisClient redis, RedisDelivery delivery, TimeProvider clock,
    ILogger logger, ReceiveErrors errors)
{
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly string _source = $"{component}, topic {topic}";
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
                break;
            }
            catch (Exception e) when (e is RedisConnectionException or RedisServerException)
            {
                errors.Failed(_source, e.Message);
                logger.ReadFailed(component, topic, _pause, e.Message);
                var pause = _pause;
                _pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await Task.Delay(pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        errors.Over(_source);
    }

    /// <summary>Reads on one connection for as long as it holds.</summary>
    private async Task ReadAsync(CancellationToken cancel)
    {
        // Closing the connection is what ends a blocked read, so that no message goes to a reader that left.
        await using var connection = await redis.OpenAsync(cancel);
        var group = settings.ConsumerId;
        IReadOnlyList<RedisArgument> start = ["XREADGROUP", "GROUP", group, group, "COUNT", settings.QueueDepth];
        IReadOnlyList<RedisArgument> end = ["STREAMS", topic, ">"];

        // The first does not wait for messages: whether this connection may read is known at once.
        for (IReadOnlyList<RedisArgument> read = [.. start, .. end]; ;)
        {
            try
            {
                var answer = await connection.SendAsync(read, AnswerLimit, cancel);
                read = [.. start, "BLOCK", (long)Block.TotalMilliseconds, .. end];
                _pause = FirstPause;
                errors.Over(_source);
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
