using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Commands;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Storage;

/// <summary>The shortest list of commands that makes the keys what they are.</summary>
internal static class Snapshot
{
    public static IEnumerable<IReadOnlyList<RedisArgument>> Of(Keyspace keys) =>
        from name in keys.Names
        from command in Commands(Call.Raw(name), keys.Find(name)!, keys.ExpiryOf(name))
        select command;

    private static IEnumerable<IReadOnlyList<RedisArgument>> Commands(RedisArgument key, object value, long? expiresAt)
    {
        var commands = value switch
        {
            RedisString text => [["SET", key, text.Bytes]],
            RedisHash hash => [["HSET", key, .. hash.Fields.SelectMany(Words)]],
            RedisStream stream => Commands(key, stream),
            _ => Enumerable.Empty<IReadOnlyList<RedisArgument>>(),
        };

        return expiresAt is { } at ? commands.Append(["PEXPIREAT", key, at]) : commands;
    }

    private static RedisArgument[] Words(KeyValuePair<string, ReadOnlyMemory<byte>> field) =>
        [Call.Raw(field.Key), field.Value];

    private static IEnumerable<IReadOnlyList<RedisArgument>> Commands(RedisArgument key, RedisStream stream)
    {
        // A group made and removed leaves an empty stream, which no XADD could.
        yield return ["XGROUP", "CREATE", key, "_", "0", "MKSTREAM"];
        yield return ["XGROUP", "DESTROY", key, "_"];
        foreach (var item in stream.Range(StreamId.Zero, StreamId.Highest))
        {
            yield return ["XADD", key, item.Id.ToString(), .. item.Fields.Select(field => new RedisArgument(field))];
        }

        yield return ["XSETID", key, stream.LastId.ToString()];
        foreach (var (name, group) in stream.Groups)
        {
            foreach (var command in Commands(key, Call.Raw(name), group))
            {
                yield return command;
            }
        }
    }

    private static IEnumerable<IReadOnlyList<RedisArgument>> Commands(RedisArgument key, RedisArgument name, ConsumerGroup group)
    {
        yield return ["XGROUP", "CREATE", key, name, group.LastDelivered.ToString(), "MKSTREAM"];
        foreach (var consumer in group.Consumers.Keys)
        {
            yield return ["XGROUP", "CREATECONSUMER", key, name, Call.Raw(consumer)];
        }

        foreach (var (id, item) in group.Pending)
        {
            yield return
            [
                "XCLAIM", key, name, Call.Raw(item.Consumer), 0, id.ToString(), "TIME", item.DeliveredAt,
                "RETRYCOUNT", item.Deliveries, "FORCE", "JUSTID",
            ];
        }
    }
}
