using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>One consumer of one group at one stream.</summary>
internal sealed class GroupReader
{
    private readonly Call _call;
    private readonly string _key;
    private readonly string _group;
    private readonly string _consumer;
    private readonly RedisStream _stream;
    private readonly ConsumerGroup _state;

    /// <exception cref="RedisErrorException">NOGROUP: there is no such stream or group.</exception>
    public GroupReader(Call call, string key, string group, string consumer)
    {
        (_call, _key, _group, _consumer) = (call, key, group, consumer);
        var found = call.Keys.Find<RedisStream>(key);
        if (found is null || !found.Groups.TryGetValue(group, out var state))
        {
            throw new RedisErrorException(
                $"NOGROUP No such key '{key}' or consumer group '{group}' in XREADGROUP with GROUP option");
        }

        (_stream, _state) = (found, state);
        GroupCommands.Touch(call, key, group, consumer);
    }

    /// <summary>Gives out entries nobody in the group has had.</summary>
    public IEnumerable<RespValue> TakeNew(ReadOptions options)
    {
        StreamItem[] items = [.. _stream.Range(_state.LastDelivered.Next, StreamId.Highest).Take(options.Count)];
        if (items.Length == 0)
        {
            return [];
        }

        _state.LastDelivered = items[^1].Id;
        if (options.NoAck)
        {
            _call.Persist("XGROUP", "SETID", Call.Raw(_key), Call.Raw(_group), _state.LastDelivered.ToString());
        }
        else
        {
            Remember(items);
        }

        return items.Select(StreamCommands.Show);
    }

    /// <summary>What this consumer has had and not acknowledged; entries that are gone come without fields.</summary>
    public IEnumerable<RespValue> Repeat(string after, int count)
    {
        var from = StreamId.Parse(after, 0) ?? throw RedisErrorException.InvalidStreamId;

        return (from pending in _state.Pending
                where pending.Key > @from && pending.Value.Consumer == _consumer
                select _stream.Find(pending.Key) is { } item
                    ? StreamCommands.Show(item)
                    : RespValue.Of([Call.Reply(pending.Key.ToString()), RespValue.NullArray])).Take(count);
    }

    private void Remember(StreamItem[] items)
    {
        foreach (var item in items)
        {
            _state.Pending[item.Id] = new PendingItem(_consumer, _call.Now, 1);
        }

        _call.Persist(
        [
            "XCLAIM", Call.Raw(_key), Call.Raw(_group), Call.Raw(_consumer), 0,
            .. items.Select(item => (RedisArgument)item.Id.ToString()),
            "TIME", _call.Now, "RETRYCOUNT", 1, "FORCE", "JUSTID", "LASTID", _state.LastDelivered.ToString(),
        ]);
    }
}
