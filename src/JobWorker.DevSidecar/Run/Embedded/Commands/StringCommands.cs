using System.Globalization;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>Commands on plain values.</summary>
internal static class StringCommands
{
    public static RespValue Get(Call call) =>
        call.Keys.Find<RedisString>(call.Text()) is { } value ? new RespValue.Bulk(value.Bytes) : RespValue.Null;

    public static RespValue Set(Call call)
    {
        var key = call.Text();
        var value = call.Bytes();
        var options = Options(call, key);
        if (options.MustExist is { } must && must != (call.Keys.Find(key) is not null))
        {
            return RespValue.Null;
        }

        call.Keys.Put(key, new RedisString(value), options.ExpiresAt);
        if (options.ExpiresAt is { } at)
        {
            call.Persist("SET", Call.Raw(key), value, "PXAT", at);
        }
        else
        {
            call.Persist("SET", Call.Raw(key), value);
        }

        return RespValue.Ok;
    }

    /// <summary>One more; the time to live stays as it is.</summary>
    public static RespValue Increment(Call call)
    {
        var key = call.Text();
        var held = call.Keys.Find<RedisString>(key)?.Bytes ?? "0"u8.ToArray();
        if (!long.TryParse(held.Span, CultureInfo.InvariantCulture, out var number) || number == long.MaxValue)
        {
            throw RedisErrorException.NotAnInteger;
        }

        var next = HashCommands.Digits(number + 1);
        call.Keys.Put(key, new RedisString(next), call.Keys.ExpiryOf(key));
        call.Persist("SET", Call.Raw(key), next, "KEEPTTL");
        return Call.Reply(number + 1);
    }

    private static (bool? MustExist, long? ExpiresAt) Options(Call call, string key)
    {
        bool? mustExist = null;
        long? expiresAt = null;
        while (call.Left > 0)
        {
            if (call.Takes("NX"))
            {
                mustExist = false;
            }
            else if (call.Takes("XX"))
            {
                mustExist = true;
            }
            else if (call.Takes("KEEPTTL"))
            {
                expiresAt = call.Keys.ExpiryOf(key);
            }
            else
            {
                expiresAt = Expiry(call);
            }
        }

        return (mustExist, expiresAt);
    }

    private static long Expiry(Call call)
    {
        var (unit, from) =
            call.Takes("EX") ? (1000, call.Now)
            : call.Takes("PX") ? (1, call.Now)
            : call.Takes("EXAT") ? (1000, 0L)
            : call.Takes("PXAT") ? (1, 0L)
            : throw RedisErrorException.Syntax;
        var time = call.Integer();

        return time > 0 ? from + (time * unit) : throw new RedisErrorException("ERR invalid expire time in 'set' command");
    }
}
