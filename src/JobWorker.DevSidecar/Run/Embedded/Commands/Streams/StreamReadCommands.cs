using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>Reading streams from an id on, alone or as a group, and waiting where there is nothing yet.</summary>
internal static class StreamReadCommands
{
    public static RespValue Read(Call call)
    {
        var options = ReadOptions.From(call);
        List<RespValue> found = [];
        foreach (var (key, from) in options.Streams)
        {
            var stream = call.Keys.Find<RedisStream>(key);
            var after = AfterId(from, stream);
            options.Resolve(key, after.ToString());
            var items = stream?.Range(after.Next, StreamId.Highest) ?? [];
            Collect(found, key, items.Take(options.Count).Select(StreamCommands.Show));
        }

        return Answer(call, options, found);
    }

    public static RespValue ReadGroup(Call call)
    {
        if (!call.Takes("GROUP"))
        {
            throw RedisErrorException.Syntax;
        }

        var (group, consumer) = (call.Text(), call.Text());
        var options = ReadOptions.From(call);
        List<RespValue> found = [];
        foreach (var (key, from) in options.Streams)
        {
            var reader = new GroupReader(call, key, group, consumer);
            Collect(found, key, from == ">" ? reader.TakeNew(options) : reader.Repeat(from, options.Count));
        }

        var history = options.Streams.Any(stream => stream.From != ">");
        return history ? RespValue.Of(found) : Answer(call, options, found);
    }

    private static void Collect(List<RespValue> found, string key, IEnumerable<RespValue> items)
    {
        RespValue[] all = [.. items];
        if (all.Length > 0)
        {
            found.Add(RespValue.Of([Call.Reply(key), RespValue.Of(all)]));
        }
    }

    private static RespValue Answer(Call call, ReadOptions options, List<RespValue> found)
    {
        if (found.Count > 0)
        {
            return RespValue.Of(found);
        }

        if (options.Block is { } block)
        {
            call.Blocks = new Wait([.. options.Streams.Select(stream => stream.Key)], block, options.Words);
        }

        return RespValue.NullArray;
    }

    private static StreamId AfterId(string from, RedisStream? stream) =>
        from == "$"
            ? stream?.LastId ?? StreamId.Zero
            : StreamId.Parse(from, 0) ?? throw RedisErrorException.InvalidStreamId;
}
