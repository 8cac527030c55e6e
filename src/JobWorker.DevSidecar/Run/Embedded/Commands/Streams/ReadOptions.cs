using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>The options XREAD and XREADGROUP share.</summary>
internal sealed class ReadOptions
{
    private readonly RedisArgument[] _words;
    private readonly int _firstKey;

    private ReadOptions(Call call)
    {
        _words = [.. call.Words];
        while (!call.Takes("STREAMS"))
        {
            if (call.Takes("COUNT"))
            {
                var count = call.Integer();
                Count = count > 0 ? (int)Math.Min(count, int.MaxValue) : int.MaxValue;
            }
            else if (call.Takes("BLOCK"))
            {
                Block = call.Integer();
            }
            else
            {
                NoAck = call.Takes("NOACK") ? true : throw RedisErrorException.Syntax;
            }
        }

        _firstKey = call.Words.Count - call.Left;
        Streams = Pairs(call.Rest());
    }

    /// <summary>Entries at most from each stream.</summary>
    public int Count { get; } = int.MaxValue;

    /// <summary>How long to wait for an entry, in milliseconds; 0 for ever, none not at all.</summary>
    public long? Block { get; }

    public bool NoAck { get; }

    /// <summary>The streams, each with the id to read after.</summary>
    public IReadOnlyList<(string Key, string From)> Streams { get; }

    /// <summary>The command with what <see cref="Resolve"/> put in.</summary>
    public IReadOnlyList<RedisArgument> Words => _words;

    public static ReadOptions From(Call call) => new(call);

    /// <summary>Fixes where to read from, so that a read which waits does not miss what comes meanwhile.</summary>
    public void Resolve(string key, string from)
    {
        for (var i = 0; i < Streams.Count; i++)
        {
            if (Streams[i].Key == key)
            {
                _words[_firstKey + Streams.Count + i] = from;
            }
        }
    }

    private static (string Key, string From)[] Pairs(List<string> words) =>
        words.Count > 0 && words.Count % 2 == 0
            ? [.. words.Take(words.Count / 2).Zip(words.Skip(words.Count / 2))]
            : throw new RedisErrorException(
                "ERR Unbalanced 'xread' list of streams: for each stream key an ID or '$' must be specified.");
}
