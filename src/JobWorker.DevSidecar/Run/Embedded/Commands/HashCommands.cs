using System.Globalization;
using System.Text;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>Commands on hashes. A hash without fields is no key.</summary>
internal static class HashCommands
{
    public static RespValue Set(Call call)
    {
        var key = call.Text();
        if (call.Left % 2 != 0)
        {
            throw new RedisErrorException("ERR wrong number of arguments for 'hset' command");
        }

        var hash = call.Keys.FindOrAdd<RedisHash>(key);
        var before = hash.Fields.Count;
        while (call.Left > 0)
        {
            hash.Fields[call.Text()] = call.Bytes();
        }

        call.Persist();
        return Call.Reply(hash.Fields.Count - before);
    }

    public static RespValue SetMany(Call call)
    {
        Set(call);
        return RespValue.Ok;
    }

    public static RespValue Get(Call call) => Value(Find(call), call.Text());

    public static RespValue GetMany(Call call)
    {
        var hash = Find(call);
        return RespValue.Of(call.Rest().Select(field => Value(hash, field)));
    }

    public static RespValue GetAll(Call call) => RespValue.Of(
        from field in Find(call)?.Fields ?? []
        from word in new[] { Call.Reply(field.Key), new RespValue.Bulk(field.Value) }
        select word);

    public static RespValue Exists(Call call) => Call.Reply(Find(call)?.Fields.ContainsKey(call.Text()) == true);

    public static RespValue Length(Call call) => Call.Reply(Find(call)?.Fields.Count ?? 0);

    public static RespValue Delete(Call call)
    {
        var key = call.Text();
        if (call.Keys.Find<RedisHash>(key) is not { } hash)
        {
            return Call.Reply(0);
        }

        var removed = call.Rest().Count(hash.Fields.Remove);
        if (hash.Fields.Count == 0)
        {
            call.Keys.Remove(key);
        }

        if (removed > 0)
        {
            call.Persist();
        }

        return Call.Reply(removed);
    }

    public static RespValue Increment(Call call)
    {
        var key = call.Text();
        var field = call.Text();
        var by = call.Integer();
        var held = call.Keys.Find<RedisHash>(key)?.Fields.GetValueOrDefault(field) ?? default;
        var number = held.IsEmpty ? by : IntegerIn(held) + by;
        call.Keys.FindOrAdd<RedisHash>(key).Fields[field] = Digits(number);
        call.Persist();

        return Call.Reply(number);
    }

    /// <summary>A number as the bytes it is kept as.</summary>
    public static ReadOnlyMemory<byte> Digits(long number) =>
        Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="RedisErrorException">The field holds no whole number.</exception>
    public static long IntegerIn(ReadOnlyMemory<byte> digits) =>
        long.TryParse(digits.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RedisErrorException("ERR hash value is not an integer");

    private static RedisHash? Find(Call call) => call.Keys.Find<RedisHash>(call.Text());

    private static RespValue Value(RedisHash? hash, string field) =>
        hash is not null && hash.Fields.TryGetValue(field, out var value) ? new RespValue.Bulk(value) : RespValue.Null;
}
