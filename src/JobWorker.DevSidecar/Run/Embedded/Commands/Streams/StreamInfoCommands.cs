using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>XINFO: what a person or a tool wants to see of a stream.</summary>
internal static class StreamInfoCommands
{
    public static RespValue Info(Call call)
    {
        var what = call.Text().ToUpperInvariant();
        var key = call.Text();
        var stream = call.Keys.Find<RedisStream>(key) ?? throw RedisErrorException.NoSuchKey;

        return what switch
        {
            "STREAM" => Stream(stream),
            "GROUPS" => RespValue.Of(stream.Groups.Select(pair => Group(stream, pair.Key, pair.Value))),
            "CONSUMERS" => Consumers(call, GroupCommands.Find(call, key, call.Text()).Group),
            _ => throw new RedisErrorException($"ERR unknown subcommand '{what}'. Try XINFO STREAM."),
        };
    }

    private static RespValue Stream(RedisStream stream) => Map(
        ("length", Call.Reply(stream.Length)),
        ("radix-tree-keys", Call.Reply(1)),
        ("radix-tree-nodes", Call.Reply(2)),
        ("last-generated-id", Call.Reply(stream.LastId.ToString())),
        ("max-deleted-entry-id", Call.Reply(stream.MaxDeleted.ToString())),
        ("entries-added", Call.Reply(stream.Added)),
        ("recorded-first-entry-id", Call.Reply((stream.First?.Id ?? StreamId.Zero).ToString())),
        ("groups", Call.Reply(stream.Groups.Count)),
        ("first-entry", stream.First is { } first ? StreamCommands.Show(first) : RespValue.Null),
        ("last-entry", stream.Last is { } last ? StreamCommands.Show(last) : RespValue.Null));

    private static RespValue Group(RedisStream stream, string name, ConsumerGroup group) => Map(
        ("name", Call.Reply(name)),
        ("consumers", Call.Reply(group.Consumers.Count)),
        ("pending", Call.Reply(group.Pending.Count)),
        ("last-delivered-id", Call.Reply(group.LastDelivered.ToString())),
        ("entries-read", EntriesRead(stream, group)),
        ("lag", Call.Reply(stream.CountAfter(group.LastDelivered))));

    /// <summary>Of a group that has read nothing Redis does not say.</summary>
    private static RespValue EntriesRead(RedisStream stream, ConsumerGroup group) =>
        group.LastDelivered == StreamId.Zero
            ? RespValue.Null
            : Call.Reply(stream.Added - stream.CountAfter(group.LastDelivered));

    private static RespValue Consumers(Call call, ConsumerGroup group) => RespValue.Of(
        from consumer in @group.Consumers
        select Map(
            ("name", Call.Reply(consumer.Key)),
            ("pending", Call.Reply(@group.Pending.Values.Count(item => item.Consumer == consumer.Key))),
            ("idle", Call.Reply(call.Now - consumer.Value))));

    private static RespValue Map(params IEnumerable<(string Name, RespValue Value)> fields) => RespValue.Of(
        from field in fields
        from word in new[] { Call.Reply(field.Name), field.Value }
        select word);
}
