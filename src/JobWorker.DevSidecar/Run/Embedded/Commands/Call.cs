using System.Globalization;
using System.Text;
using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands;

/// <summary>One command being run: its words, read one after another, and what it may touch.</summary>
/// <param name="words">The command's name and its arguments.</param>
/// <param name="keys">All keys.</param>
/// <param name="now">The moment of the call, in milliseconds since 1970.</param>
/// <param name="persist">Notes a command that repeats the effect when the log is replayed.</param>
internal sealed class Call(
    IReadOnlyList<RedisArgument> words, Keyspace keys, long now, Action<IReadOnlyList<RedisArgument>> persist)
{
    private int _next = 1;

    public Keyspace Keys => keys;

    public long Now => now;

    public IReadOnlyList<RedisArgument> Words => words;

    /// <summary>Words not read yet.</summary>
    public int Left => words.Count - _next;

    /// <summary>Set by a read that found nothing and may wait.</summary>
    public Wait? Blocks { get; set; }

    /// <summary>The next word; names and options are Latin-1, which loses no byte.</summary>
    /// <exception cref="RedisErrorException">There is none.</exception>
    public string Text() => Encoding.Latin1.GetString(Bytes().Span);

    public ReadOnlyMemory<byte> Bytes() => _next < words.Count ? words[_next++].Bytes : throw RedisErrorException.Syntax;

    public long Integer() =>
        long.TryParse(Bytes().Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RedisErrorException.NotAnInteger;

    public StreamId Id(ulong defaultSequence = 0) =>
        StreamId.Parse(Text(), defaultSequence) ?? throw RedisErrorException.InvalidStreamId;

    /// <summary>Reads the next word where it is this option.</summary>
    public bool Takes(string option)
    {
        var found = _next < words.Count && Ascii.EqualsIgnoreCase(words[_next].Bytes.Span, option);
        _next += found ? 1 : 0;

        return found;
    }

    /// <summary>All words that are left, as texts.</summary>
    public List<string> Rest()
    {
        List<string> rest = [];
        while (Left > 0)
        {
            rest.Add(Text());
        }

        return rest;
    }

    /// <summary>The effect is repeated by the command as it came.</summary>
    public void Persist() => persist(words);

    /// <summary>The effect is repeated by this command.</summary>
    public void Persist(params IReadOnlyList<RedisArgument> command) => persist(command);

    /// <summary>A Latin-1 text as the bytes it stands for.</summary>
    public static RedisArgument Raw(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A Latin-1 text as a reply.</summary>
    public static RespValue Reply(string text) => new RespValue.Bulk(Encoding.Latin1.GetBytes(text));

    public static RespValue Reply(long number) => new RespValue.Number(number);

    public static RespValue Reply(bool yes) => new RespValue.Number(yes ? 1 : 0);
}
