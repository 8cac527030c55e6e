using System.Text;
using System.Text.RegularExpressions;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>Commands that work on keys of any kind.</summary>
internal static class KeyCommands
{
    public static RespValue List(Call call) => Names(call, Glob(call.Text()), kind: null);

    /// <summary>All keys at once: the cursor that comes back is always 0.</summary>
    public static RespValue Scan(Call call)
    {
        call.Integer();
        Regex? pattern = null;
        string? kind = null;
        while (call.Left > 0)
        {
            if (call.Takes("MATCH"))
            {
                pattern = Glob(call.Text());
            }
            else if (call.Takes("TYPE"))
            {
                kind = call.Text();
            }
            else if (call.Takes("COUNT"))
            {
                call.Integer();
            }
            else
            {
                throw RedisErrorException.Syntax;
            }
        }

        return RespValue.Of([Call.Reply("0"), Names(call, pattern, kind)]);
    }

    public static RespValue Kind(Call call) => new RespValue.Status(KindOf(call.Keys.Find(call.Text())));

    public static RespValue Exists(Call call) => Call.Reply(call.Rest().Count(key => call.Keys.Find(key) is not null));

    public static RespValue Delete(Call call)
    {
        var removed = call.Rest().Count(call.Keys.Remove);
        if (removed > 0)
        {
            call.Persist();
        }

        return Call.Reply(removed);
    }

    /// <param name="call">The call.</param>
    /// <param name="unit">Milliseconds in one of the caller's units.</param>
    /// <param name="absolute">Whether the time is a moment and not a span.</param>
    public static RespValue Expire(Call call, long unit, bool absolute)
    {
        var key = call.Text();
        var at = (call.Integer() * unit) + (absolute ? 0 : call.Now);
        if (!call.Keys.Expire(key, at))
        {
            return Call.Reply(false);
        }

        call.Persist("PEXPIREAT", Call.Raw(key), at);
        return Call.Reply(true);
    }

    public static RespValue TimeToLive(Call call, long unit)
    {
        var key = call.Text();

        return Call.Reply(
            call.Keys.Find(key) is null ? -2
            : call.Keys.ExpiryOf(key) is { } at ? (at - call.Now + (unit / 2)) / unit
            : -1);
    }

    public static RespValue Persist(Call call)
    {
        var key = call.Text();
        if (call.Keys.ExpiryOf(key) is null)
        {
            return Call.Reply(false);
        }

        call.Keys.Expire(key, null);
        call.Persist();
        return Call.Reply(true);
    }

    private static RespValue Names(Call call, Regex? pattern, string? kind) => RespValue.Of(
        from name in call.Keys.Names
        where pattern is null || pattern.IsMatch(name)
        where kind is null || KindOf(call.Keys.Find(name)) == kind
        select Call.Reply(name));

    private static string KindOf(object? value) => value switch
    {
        RedisString => "string",
        RedisHash => "hash",
        RedisStream => "stream",
        _ => "none",
    };

    /// <summary>Redis' patterns: <c>*</c>, <c>?</c>, <c>[a-c]</c>, <c>[^a]</c> and <c>\</c> before a literal.</summary>
    private static Regex Glob(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = pattern[i] == '[' ? pattern.IndexOf(']', i) : -1;
            regex.Append(pattern[i] switch
            {
                '*' => ".*",
                '?' => ".",
                '\\' when i + 1 < pattern.Length => Regex.Escape(pattern[++i].ToString()),
                '[' when end > i + 1 => pattern[i..(end + 1)],
                var c => Regex.Escape(c.ToString()),
            });
            i = end > i + 1 ? end : i;
        }

        return new Regex(regex.Append('$').ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}
