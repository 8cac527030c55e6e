using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace JobWorker.Testing.Redis;

/// <summary>Just enough of Redis's protocol to put bytes on a stream and to look at its group.</summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly Stream _stream;

    public RedisConnection(int port)
    {
        _tcp.Connect("127.0.0.1", port);
        _stream = new BufferedStream(_tcp.GetStream(), 64 * 1024);
    }

    /// <summary>One command and its answer: a string, a number, a list, or null.</summary>
    /// <exception cref="IOException">Redis answers with an error.</exception>
    public object? Call(params string[] command)
    {
        Write([.. command.Select(Encoding.UTF8.GetBytes)]);
        _stream.Flush();

        return Read();
    }

    /// <summary>Puts each message on the stream in field <c>data</c>, all in one go.</summary>
    public void Add(string stream, params IReadOnlyList<byte[]> messages)
    {
        // In slices, lest both sides wait for the other to read.
        foreach (var slice in messages.Chunk(100))
        {
            foreach (var message in slice)
            {
                Write(["XADD"u8.ToArray(), Encoding.UTF8.GetBytes(stream), "*"u8.ToArray(), "data"u8.ToArray(), message]);
            }

            _stream.Flush();
            foreach (var _ in slice)
            {
                Read();
            }
        }
    }

    /// <summary>Messages that were delivered to the group and not acknowledged.</summary>
    public long Pending(string stream, string group) => (long)((object?[])Call("XPENDING", stream, group)!)[0]!;

    public void Dispose()
    {
        _stream.Dispose();
        _tcp.Dispose();
    }

    private void Write(IReadOnlyList<byte[]> command)
    {
        _stream.Write(Encoding.ASCII.GetBytes($"*{command.Count}\r\n"));
        foreach (var argument in command)
        {
            _stream.Write(Encoding.ASCII.GetBytes($"${argument.Length}\r\n"));
            _stream.Write(argument);
            _stream.Write("\r\n"u8);
        }
    }

    private object? Read()
    {
        var line = ReadLine();

        return line[0] switch
        {
            '+' => line[1..],
            ':' => Number(line),
            '-' => throw new IOException($"Redis: {line[1..]}"),
            '$' => Number(line) is >= 0 and var length ? ReadBulk((int)length) : null,
            '*' => Number(line) is >= 0 and var count ? Enumerable.Range(0, (int)count).Select(_ => Read()).ToArray() : null,
            _ => throw new IOException($"Redis answers {line}"),
        };
    }

    private string ReadBulk(int length)
    {
        var bulk = new byte[length + 2];
        _stream.ReadExactly(bulk);

        return Encoding.UTF8.GetString(bulk, 0, length);
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            switch (_stream.ReadByte())
            {
                case -1:
                    throw new IOException("Redis closed the connection.");
                case '\r':
                    _stream.ReadByte();
                    return line.ToString();
                case var c:
                    line.Append((char)c);
                    break;
            }
        }
    }

    private static long Number(string line) => long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
}
