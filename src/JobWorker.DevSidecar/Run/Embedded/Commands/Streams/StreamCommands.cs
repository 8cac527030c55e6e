using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>Commands on the entries of streams.</summary>
internal static class StreamCommands
{
    public static RespValue Add(Call call)
    {
        var key = call.Text();
        var create = !call.Takes("NOMKSTREAM");
        var trim = TrimRule.Read(call);
        if (call.Keys.Find<RedisStream>(key) is null && !create)
        {
            return RespValue.Null;
        }

        var place = call.Words.Count - call.Left;
        var wanted = call.Text();
        if (call.Left == 0 || call.Left % 2 != 0)
        {
            throw new RedisErrorException("ERR wrong number of arguments for 'xadd' command");
        }

        var id = NewId(call.Keys.Find<RedisStream>(key) ?? new RedisStream(), wanted, call.Now);
        var stream = call.Keys.FindOrAdd<RedisStream>(key);
        stream.Add(new StreamItem(id, [.. call.Words.Skip(place + 1).Select(word => word.Bytes)]));
        trim?.Apply(stream);
        call.Persist([.. call.Words.Take(place), id.ToString(), .. call.Words.Skip(place + 1)]);

        return Call.Reply(id.ToString());
    }

    public static RespValue Length(Call call) => Call.Reply(call.Keys.Find<RedisStream>(call.Text())?.Length ?? 0);

    public static RespValue Range(Call call)
    {
        var stream = call.Keys.Find<RedisStream>(call.Text());
        var (from, to) = (Bound(call, 0), Bound(call, ulong.MaxValue));
        return Some(call, stream?.Range(from, to) ?? []);
    }

    public static RespValue RangeBackwards(Call call)
    {
        var stream = call.Keys.Find<RedisStream>(call.Text());
        var (from, to) = (Bound(call, ulong.MaxValue), Bound(call, 0));
        return Some(call, stream?.RangeBackwards(from, to) ?? []);
    }

    public static RespValue Delete(Call call)
    {
        var stream = call.Keys.Find<RedisStream>(call.Text());
        StreamId[] ids = [.. call.Rest().Select(text => StreamId.Parse(text, 0) ?? throw RedisErrorException.InvalidStreamId)];
        var deleted = ids.Count(id => stream?.Delete(id) == true);
        if (deleted > 0)
        {
            call.Persist();
        }

        return Call.Reply(deleted);
    }

    public static RespValue Trim(Call call)
    {
        var stream = call.Keys.Find<RedisStream>(call.Text());
        var rule = TrimRule.Read(call) ?? throw RedisErrorException.Syntax;
        var trimmed = stream is null ? 0 : rule.Apply(stream);
        if (trimmed > 0)
        {
            call.Persist();
        }

        return Call.Reply(trimmed);
    }

    public static RespValue SetId(Call call)
    {
        var stream = call.Keys.Find<RedisStream>(call.Text()) ?? throw RedisErrorException.NoSuchKey;
        stream.LastId = call.Id();
        call.Persist();
        return RespValue.Ok;
    }

    /// <summary>An entry as clients see it.</summary>
    public static RespValue Show(StreamItem item) => RespValue.Of(
        [Call.Reply(item.Id.ToString()), RespValue.Of(item.Fields.Select(field => new RespValue.Bulk(field)))]);

    /// <summary>The end of a range: <c>-</c>, <c>+</c>, an id, or <c>(</c> and an id to leave it out.</summary>
    public static StreamId Bound(Call call, ulong defaultSequence)
    {
        var text = call.Text();
        var id = text switch
        {
            "-" => StreamId.Zero,
            "+" => StreamId.Highest,
            _ => StreamId.Parse(text.TrimStart('('), defaultSequence) ?? throw RedisErrorException.InvalidStreamId,
        };

        return !text.StartsWith('(') ? id : defaultSequence == 0 ? id.Next : id.Previous;
    }

    private static RespValue Some(Call call, IEnumerable<StreamItem> items)
    {
        var count = call.Takes("COUNT") ? call.Integer() : long.MaxValue;
        return RespValue.Of(items.Take((int)Math.Clamp(count, 0, int.MaxValue)).Select(Show));
    }

    private static StreamId NewId(RedisStream stream, string wanted, long now)
    {
        if (wanted == "*")
        {
            return stream.NextId(now);
        }

        var auto = wanted.EndsWith("-*", StringComparison.Ordinal);
        var id = StreamId.Parse(auto ? wanted[..^2] : wanted, 0) ?? throw RedisErrorException.InvalidStreamId;
        if (auto && id.Milliseconds == stream.LastId.Milliseconds)
        {
            id = stream.LastId.Next;
        }

        return id == StreamId.Zero
            ? throw new RedisErrorException("ERR The ID specified in XADD must be greater than 0-0")
            : id > stream.LastId
                ? id
                : throw new RedisErrorException(
                    "ERR The ID specified in XADD is equal or smaller than the target stream top item");
    }
}
