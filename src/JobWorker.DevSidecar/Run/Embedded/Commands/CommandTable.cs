using System.Collections.Frozen;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Commands.Streams;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>Every command the embedded server knows, one line each.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<string, Entry> All = new Dictionary<string, Entry>
    {
        ["PING"] = new(-1, ServerCommands.Ping),
        ["ECHO"] = new(2, ServerCommands.Echo),
        ["HELLO"] = new(-1, ServerCommands.Hello),
        ["AUTH"] = new(-2, ServerCommands.Accept),
        ["QUIT"] = new(-1, ServerCommands.Accept),
        ["SELECT"] = new(2, ServerCommands.Select),
        ["CLIENT"] = new(-2, ServerCommands.Client),
        ["COMMAND"] = new(-1, ServerCommands.Nothing),
        ["CONFIG"] = new(-2, ServerCommands.Nothing),
        ["INFO"] = new(-1, ServerCommands.Info),
        ["DBSIZE"] = new(1, ServerCommands.Size),
        ["FLUSHALL"] = new(-1, ServerCommands.Flush),
        ["FLUSHDB"] = new(-1, ServerCommands.Flush),
        ["KEYS"] = new(2, KeyCommands.List),
        ["SCAN"] = new(-2, KeyCommands.Scan),
        ["TYPE"] = new(2, KeyCommands.Kind),
        ["EXISTS"] = new(-2, KeyCommands.Exists),
        ["DEL"] = new(-2, KeyCommands.Delete),
        ["UNLINK"] = new(-2, KeyCommands.Delete),
        ["EXPIRE"] = new(-3, call => KeyCommands.Expire(call, 1000, absolute: false)),
        ["PEXPIRE"] = new(-3, call => KeyCommands.Expire(call, 1, absolute: false)),
        ["EXPIREAT"] = new(-3, call => KeyCommands.Expire(call, 1000, absolute: true)),
        ["PEXPIREAT"] = new(-3, call => KeyCommands.Expire(call, 1, absolute: true)),
        ["TTL"] = new(2, call => KeyCommands.TimeToLive(call, 1000)),
        ["PTTL"] = new(2, call => KeyCommands.TimeToLive(call, 1)),
        ["PERSIST"] = new(2, KeyCommands.Persist),
        ["GET"] = new(2, StringCommands.Get),
        ["SET"] = new(-3, StringCommands.Set),
        ["INCR"] = new(2, StringCommands.Increment),
        ["HSET"] = new(-4, HashCommands.Set),
        ["HMSET"] = new(-4, HashCommands.SetMany),
        ["HGET"] = new(3, HashCommands.Get),
        ["HMGET"] = new(-3, HashCommands.GetMany),
        ["HGETALL"] = new(2, HashCommands.GetAll),
        ["HEXISTS"] = new(3, HashCommands.Exists),
        ["HLEN"] = new(2, HashCommands.Length),
        ["HDEL"] = new(-3, HashCommands.Delete),
        ["HINCRBY"] = new(4, HashCommands.Increment),
        ["XADD"] = new(-5, StreamCommands.Add),
        ["XLEN"] = new(2, StreamCommands.Length),
        ["XRANGE"] = new(-4, StreamCommands.Range),
        ["XREVRANGE"] = new(-4, StreamCommands.RangeBackwards),
        ["XDEL"] = new(-3, StreamCommands.Delete),
        ["XTRIM"] = new(-4, StreamCommands.Trim),
        ["XSETID"] = new(-3, StreamCommands.SetId),
        ["XINFO"] = new(-3, StreamInfoCommands.Info),
        ["XREAD"] = new(-4, StreamReadCommands.Read),
        ["XREADGROUP"] = new(-7, StreamReadCommands.ReadGroup),
        ["XGROUP"] = new(-2, GroupCommands.Group),
        ["XACK"] = new(-4, GroupCommands.Acknowledge),
        ["XPENDING"] = new(-3, PendingCommands.Pending),
        ["XCLAIM"] = new(-6, PendingCommands.Claim),
        ["EVAL"] = new(-3, ScriptCommands.Evaluate),
        ["EVALSHA"] = new(-3, ScriptCommands.EvaluateHash),
        ["SCRIPT"] = new(-2, ScriptCommands.Script),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a command cannot be run at all, whatever the keys hold; none where it can.</summary>
    public static string? Refusal(IReadOnlyList<RedisArgument> words)
    {
        var name = words[0].ToString();
        if (!All.TryGetValue(name, out var entry))
        {
            return $"ERR unknown command '{name}', the embedded server does not have it";
        }

        var fits = entry.Arity > 0 ? words.Count == entry.Arity : words.Count >= -entry.Arity;
        return fits ? null : $"ERR wrong number of arguments for '{name.ToLowerInvariant()}' command";
    }

    /// <summary>Runs a command that <see cref="Refusal"/> lets pass.</summary>
    public static RespValue Run(Call call)
    {
        try
        {
            return All[call.Words[0].ToString()].Handler(call);
        }
        catch (RedisErrorException e)
        {
            return new RespValue.Failure(e.Message);
        }
    }

    /// <param name="Arity">Words with the name: exactly so many, or, negative, at least.</param>
    /// <param name="Handler">What it does.</param>
    private sealed record Entry(int Arity, Func<Call, RespValue> Handler);
}
