using System.Text;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Commands;
using JobWorker.DevSidecar.Run.Embedded.Data;
using JobWorker.DevSidecar.Run.Embedded.Storage;

namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>Runs one command at a time on all keys, and notes in the log what each changed.</summary>
internal sealed class RedisEngine : IDisposable
{
    /// <summary>Below this size a log is not worth rewriting, in bytes.</summary>
    private const long SmallLog = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<IReadOnlyList<RedisArgument>> _effects = [];
    private readonly BlockedReaders _blocked = new();
    private readonly AppendOnlyFile _log;
    private readonly TimeProvider _clock;
    private readonly Keyspace _keys;

    private RedisEngine(AppendOnlyFile log, TimeProvider clock)
    {
        (_log, _clock) = (log, clock);
        _keys = new Keyspace(key => _effects.Add(["DEL", Call.Raw(key)]));
    }

    /// <summary>Reads the log back and rewrites it to what still matters.</summary>
    /// <exception cref="EmbeddedRedisException">The log is damaged.</exception>
    public static async Task<RedisEngine> LoadAsync(AppendOnlyFile log, TimeProvider clock, CancellationToken cancel)
    {
        var engine = new RedisEngine(log, clock);
        await foreach (var group in log.ReadAsync(cancel))
        {
            foreach (var words in group)
            {
                engine.Replay(words);
            }
        }

        engine.Compact();
        return engine;
    }

    /// <summary>Runs one command. With a wait, the answer is final only if the wait is not taken.</summary>
    public (RespValue Answer, BlockedReader? Blocked) Run(IReadOnlyList<RedisArgument> words)
    {
        lock (_gate)
        {
            var call = Begin(words);
            var answer = CommandTable.Run(call);
            Note();

            return (answer, call.Blocks is { } wait ? _blocked.Add(wait) : null);
        }
    }

    /// <summary>Runs commands with nobody else's between them.</summary>
    public RespValue[] RunAll(IReadOnlyList<IReadOnlyList<RedisArgument>> commands)
    {
        lock (_gate)
        {
            RespValue[] answers = [.. commands.Select(words => CommandTable.Run(Begin(words)))];
            Note();

            return answers;
        }
    }

    public void Forget(BlockedReader reader)
    {
        lock (_gate)
        {
            _blocked.Remove(reader);
        }
    }

    /// <summary>Hands the log to the operating system; nothing may be answered before.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _log.Flush();
            if (_log.Length > Math.Max(SmallLog, 2 * _log.RewrittenLength))
            {
                Compact();
            }
        }
    }

    /// <summary>Removes keys past their time that nobody asks for.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            _keys.Now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            _keys.RemoveExpired();
            Note();
            _log.Flush();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _log.Flush();
            _log.Dispose();
        }
    }

    private Call Begin(IReadOnlyList<RedisArgument> words)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _keys.Now = now;

        return new Call(words, _keys, now, _effects.Add);
    }

    /// <summary>While the log is read nothing expires: each expiry stands in it as a DEL.</summary>
    private void Replay(RedisArgument[] words)
    {
        _keys.Now = null;
        if (CommandTable.Refusal(words) is { } refusal)
        {
            throw new EmbeddedRedisException($"The data file holds a command this version cannot run: {refusal}");
        }

        CommandTable.Run(new Call(words, _keys, _clock.GetUtcNow().ToUnixTimeMilliseconds(), _ => { }));
    }

    private void Note()
    {
        if (_effects.Count == 0)
        {
            return;
        }

        _log.Append(_effects);
        foreach (var effect in _effects)
        {
            switch (effect[0].ToString().ToUpperInvariant())
            {
                case "XADD" or "DEL":
                    _blocked.Wake(Encoding.Latin1.GetString(effect[1].Bytes.Span));
                    break;
                case "XGROUP":
                    _blocked.Wake(Encoding.Latin1.GetString(effect[2].Bytes.Span));
                    break;
                case "FLUSHALL":
                    _blocked.WakeAll();
                    break;
            }
        }

        _effects.Clear();
    }

    private void Compact()
    {
        _keys.Now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _keys.RemoveExpired();
        _effects.Clear();
        _log.Rewrite(Snapshot.Of(_keys));
    }
}
