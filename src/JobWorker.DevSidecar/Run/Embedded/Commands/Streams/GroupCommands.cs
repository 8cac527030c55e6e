using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>Commands on consumer groups.</summary>
internal static class GroupCommands
{
    public static RespValue Group(Call call) => call.Text().ToUpperInvariant() switch
    {
        "CREATE" => Create(call),
        "DESTROY" => Destroy(call),
        "SETID" => SetId(call),
        "CREATECONSUMER" => CreateConsumer(call),
        "DELCONSUMER" => DeleteConsumer(call),
        var other => throw new RedisErrorException($"ERR unknown subcommand '{other}'. Try XGROUP CREATE."),
    };

    public static RespValue Acknowledge(Call call)
    {
        var key = call.Text();
        var name = call.Text();
        StreamId[] ids = [.. call.Rest().Select(text => StreamId.Parse(text, 0) ?? throw RedisErrorException.InvalidStreamId)];
        if (call.Keys.Find<RedisStream>(key)?.Groups.GetValueOrDefault(name) is not { } group)
        {
            return Call.Reply(0);
        }

        var done = ids.Count(group.Pending.Remove);
        if (done > 0)
        {
            call.Persist();
        }

        return Call.Reply(done);
    }

    /// <summary>The group of that name.</summary>
    /// <exception cref="RedisErrorException">NOGROUP: there is none.</exception>
    public static (RedisStream Stream, ConsumerGroup Group) Find(Call call, string key, string name) =>
        call.Keys.Find<RedisStream>(key) is { } stream && stream.Groups.TryGetValue(name, out var group)
            ? (stream, group)
            : throw RedisErrorException.NoGroup(key, name);

    /// <summary>Notes that a consumer was here; makes it where it is new. Answers whether it is.</summary>
    public static bool Touch(Call call, string key, string name, string consumer)
    {
        var (_, group) = Find(call, key, name);
        var isNew = !group.Consumers.ContainsKey(consumer);
        group.Consumers[consumer] = call.Now;
        if (isNew)
        {
            call.Persist("XGROUP", "CREATECONSUMER", Call.Raw(key), Call.Raw(name), Call.Raw(consumer));
        }

        return isNew;
    }

    private static RespValue Create(Call call)
    {
        var (key, name, from) = (call.Text(), call.Text(), call.Text());
        var make = call.Takes("MKSTREAM");
        var stream = call.Keys.Find<RedisStream>(key);
        if (stream is null && !make)
        {
            throw new RedisErrorException(
                "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the "
                + "MKSTREAM option to create an empty stream automatically.");
        }

        var id = From(from, stream);
        stream ??= call.Keys.FindOrAdd<RedisStream>(key);
        if (!stream.Groups.TryAdd(name, new ConsumerGroup { LastDelivered = id }))
        {
            throw new RedisErrorException("BUSYGROUP Consumer Group name already exists");
        }

        call.Persist("XGROUP", "CREATE", Call.Raw(key), Call.Raw(name), id.ToString(), "MKSTREAM");
        return RespValue.Ok;
    }

    private static RespValue Destroy(Call call)
    {
        var (key, name) = (call.Text(), call.Text());
        var removed = Stream(call, key).Groups.Remove(name);
        if (removed)
        {
            call.Persist();
        }

        return Call.Reply(removed);
    }

    private static RespValue SetId(Call call)
    {
        var (key, name, from) = (call.Text(), call.Text(), call.Text());
        var (stream, group) = Find(call, key, name);
        group.LastDelivered = From(from, stream);
        call.Persist("XGROUP", "SETID", Call.Raw(key), Call.Raw(name), group.LastDelivered.ToString());
        return RespValue.Ok;
    }

    private static RespValue CreateConsumer(Call call) =>
        Call.Reply(Touch(call, call.Text(), call.Text(), call.Text()));

    private static RespValue DeleteConsumer(Call call)
    {
        var (key, name, consumer) = (call.Text(), call.Text(), call.Text());
        var (_, group) = Find(call, key, name);
        StreamId[] pending = [.. from item in @group.Pending where item.Value.Consumer == consumer select item.Key];
        foreach (var id in pending)
        {
            group.Pending.Remove(id);
        }

        group.Consumers.Remove(consumer);
        call.Persist();
        return Call.Reply(pending.Length);
    }

    private static RedisStream Stream(Call call, string key) =>
        call.Keys.Find<RedisStream>(key) ?? throw RedisErrorException.NoSuchKey;

    private static StreamId From(string text, RedisStream? stream) =>
        text == "$"
            ? stream?.LastId ?? StreamId.Zero
            : StreamId.Parse(text, 0) ?? throw RedisErrorException.InvalidStreamId;
}
