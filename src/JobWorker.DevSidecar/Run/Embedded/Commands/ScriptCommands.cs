using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>The scripts of our own components, known by their SHA-1 and run natively: there is no Lua in here.</summary>
internal static class ScriptCommands
{
    private static readonly FrozenDictionary<string, Func<Call, RespValue>> Known = new Dictionary<string, Func<Call, RespValue>>
    {
        [HashOf(RedisScripts.Set)] = SetState,
        [HashOf(RedisScripts.Delete)] = DeleteState,
        [HashOf(RedisScripts.Unlock)] = Unlock,
        [HashOf(RedisScripts.Swap)] = Swap,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static RespValue Evaluate(Call call) => Run(call, HashOf(call.Text()), Unknown);

    public static RespValue EvaluateHash(Call call) =>
        Run(call, call.Text(), new RedisErrorException("NOSCRIPT No matching script. Please use EVAL."));

    public static RespValue Script(Call call)
    {
        var what = call.Text().ToUpperInvariant();

        return what switch
        {
            "LOAD" => HashOf(call.Text()) is var hash && Known.ContainsKey(hash) ? Call.Reply(hash) : throw Unknown,
            "EXISTS" => RespValue.Of(call.Rest().Select(hash => Call.Reply(Known.ContainsKey(hash)))),
            "FLUSH" => RespValue.Ok,
            _ => throw new RedisErrorException($"ERR unknown subcommand '{what}'. Try SCRIPT LOAD."),
        };
    }

    private static RedisErrorException Unknown => new(
        "ERR the embedded server runs only the scripts of its own components and does not know this one; use a real Redis");

    private static RespValue Run(Call call, string hash, RedisErrorException unknown)
    {
        if (!Known.TryGetValue(hash, out var script))
        {
            throw unknown;
        }

        return call.Integer() == 1 ? script(call) : throw new RedisErrorException("ERR this script takes exactly one key");
    }

    /// <summary>As <see cref="RedisScripts.Set"/>.</summary>
    private static RespValue SetState(Call call)
    {
        var (key, expected) = (call.Text(), call.Text());
        var (value, first, ttl) = (call.Bytes(), call.Text() == "1", call.Text());
        if (call.Keys.Find(key) is not null and not RedisHash)
        {
            Remove(call, key);
        }

        var fields = call.Keys.Find<RedisHash>(key)?.Fields ?? [];
        var held = fields.GetValueOrDefault("version");
        var guarded = fields.ContainsKey("first-write");
        if (!held.IsEmpty && Encoding.Latin1.GetString(held.Span) != expected && (guarded || expected != "0"))
        {
            return Call.Reply(RedisScripts.Refused);
        }

        var version = (held.IsEmpty ? 0 : HashCommands.IntegerIn(held)) + 1;
        Write(call, key, value, version, first);
        Expire(call, key, ttl);

        return Call.Reply(version);
    }

    /// <summary>As <see cref="RedisScripts.Delete"/>.</summary>
    private static RespValue DeleteState(Call call)
    {
        var (key, expected) = (call.Text(), call.Text());
        var held = (call.Keys.Find(key) as RedisHash)?.Fields.GetValueOrDefault("version") ?? default;
        if (!held.IsEmpty && expected != "0" && Encoding.Latin1.GetString(held.Span) != expected)
        {
            return Call.Reply(RedisScripts.Refused);
        }

        return Remove(call, key) ? Call.Reply(1) : Call.Reply(0);
    }

    /// <summary>As <see cref="RedisScripts.Unlock"/>.</summary>
    private static RespValue Unlock(Call call)
    {
        var key = call.Text();
        if (call.Keys.Find<RedisString>(key) is not { } owner)
        {
            return Call.Reply(1);
        }

        return owner.Bytes.Span.SequenceEqual(call.Bytes().Span) && Remove(call, key) ? Call.Reply(0) : Call.Reply(2);
    }

    /// <summary>As <see cref="RedisScripts.Swap"/>.</summary>
    private static RespValue Swap(Call call)
    {
        var (key, field, prefix, value) = (call.Text(), call.Text(), call.Bytes(), call.Bytes());
        var held = call.Keys.Find<RedisHash>(key)?.Fields.GetValueOrDefault(field) ?? default;
        if (held.IsEmpty != prefix.IsEmpty || !held.Span.StartsWith(prefix.Span))
        {
            return Call.Reply(0);
        }

        if (!value.IsEmpty)
        {
            call.Keys.FindOrAdd<RedisHash>(key).Fields[field] = value;
            call.Persist("HSET", Call.Raw(key), Call.Raw(field), value);
        }
        else if (call.Keys.Find<RedisHash>(key) is { } hash && hash.Fields.Remove(field))
        {
            call.Persist("HDEL", Call.Raw(key), Call.Raw(field));
            _ = hash.Fields.Count > 0 || call.Keys.Remove(key);
        }

        return Call.Reply(1);
    }

    private static void Write(Call call, string key, ReadOnlyMemory<byte> value, long version, bool first)
    {
        var fields = call.Keys.FindOrAdd<RedisHash>(key).Fields;
        fields["data"] = value;
        fields["version"] = HashCommands.Digits(version);
        List<RedisArgument> command = ["HSET", Call.Raw(key), "data", value, "version", version];
        if (first)
        {
            fields["first-write"] = HashCommands.Digits(0);
            command.AddRange(["first-write", 0]);
        }

        call.Persist(command);
    }

    private static void Expire(Call call, string key, string ttl)
    {
        if (ttl.Length == 0)
        {
            return;
        }

        long? at = long.Parse(ttl, CultureInfo.InvariantCulture) is > 0 and var seconds ? call.Now + (seconds * 1000) : null;
        call.Keys.Expire(key, at);
        call.Persist(at is null ? ["PERSIST", Call.Raw(key)] : ["PEXPIREAT", Call.Raw(key), at.Value]);
    }

    private static bool Remove(Call call, string key)
    {
        var removed = call.Keys.Remove(key);
        if (removed)
        {
            call.Persist("DEL", Call.Raw(key));
        }

        return removed;
    }

#pragma warning disable CA5350 // Redis names scripts by their SHA-1; nothing is secured by it.
    private static string HashOf(string script) => Convert.ToHexStringLower(SHA1.HashData(Encoding.Latin1.GetBytes(script)));
#pragma warning restore CA5350
}
