using System.Globalization;
using System.Text;

namespace JobWorker.DevSidecar.Contrib.Redis.Wire;

/// <summary>Reads values one after another from a stream. One reader at a time.</summary>
internal sealed class RespReader(Stream stream)
{
    private const int MaxLine = 64 * 1024;
    private const int MaxBulk = 512 * 1024 * 1024;
    private const int MaxDepth = 16;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _filled;

    /// <summary>Bytes of the stream that have been read as values, in bytes from where it began.</summary>
    public long Position => _filled - (_end - _start);

    /// <summary>The next value, or none where the stream ends between two values.</summary>
    /// <exception cref="RespException">The bytes are not the protocol.</exception>
    /// <exception cref="EndOfStreamException">The stream ends inside a value.</exception>
    public async ValueTask<RespValue?> ReadAsync(CancellationToken cancel) =>
        _start == _end && !await FillAsync(cancel) ? null : await ReadValueAsync(0, cancel);

    private async ValueTask<RespValue> ReadValueAsync(int depth, CancellationToken cancel)
    {
        var line = await ReadLineAsync(cancel);
        if (line.IsEmpty)
        {
            throw new RespException("An empty line where a value should begin.");
        }

        var kind = (char)line.Span[0];
        var rest = line[1..];

        return kind switch
        {
            '+' => new RespValue.Status(Encoding.UTF8.GetString(rest.Span)),
            '-' => new RespValue.Failure(Encoding.UTF8.GetString(rest.Span)),
            ':' => new RespValue.Number(ParseNumber(rest.Span)),
            '$' => await ReadBulkAsync(ParseNumber(rest.Span), cancel),
            '*' => await ReadListAsync(ParseNumber(rest.Span), depth, cancel),
            _ => throw new RespException($"A value begins with byte 0x{(int)kind:x2}, which is none of + - : $ *."),
        };
    }

    private async ValueTask<RespValue> ReadListAsync(long count, int depth, CancellationToken cancel)
    {
        if (count < 0)
        {
            return RespValue.NullArray;
        }

        if (depth >= MaxDepth)
        {
            throw new RespException($"Arrays are nested deeper than {MaxDepth}.");
        }

        var items = new List<RespValue>((int)Math.Min(count, 1024));
        for (var i = 0L; i < count; i++)
        {
            items.Add(await ReadValueAsync(depth + 1, cancel));
        }

        return new RespValue.List(items);
    }

    private async ValueTask<RespValue> ReadBulkAsync(long length, CancellationToken cancel)
    {
        if (length < 0)
        {
            return RespValue.Null;
        }

        if (length > MaxBulk)
        {
            throw new RespException($"A value of {length} bytes is longer than {MaxBulk}.");
        }

        var bytes = new byte[length + 2];
        var buffered = Math.Min(bytes.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(bytes);
        _start += buffered;
        await stream.ReadExactlyAsync(bytes.AsMemory(buffered), cancel);
        _filled += bytes.Length - buffered;

        return bytes[^2] == '\r' && bytes[^1] == '\n'
            ? new RespValue.Bulk(bytes.AsMemory(0, (int)length))
            : throw new RespException("A value is not followed by CR LF.");
    }

    /// <summary>The line without its CR LF, valid until the next read.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancel)
    {
        for (var searched = 0; ;)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + found);
                _start += searched + found + 1;
                return line.Length > 0 && line.Span[^1] == '\r'
                    ? line[..^1]
                    : throw new RespException("A line ends without CR.");
            }

            searched = _end - _start;
            if (searched > MaxLine)
            {
                throw new RespException($"A line is longer than {MaxLine} bytes.");
            }

            if (!await FillAsync(cancel))
            {
                throw new EndOfStreamException("The stream ends inside a value.");
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancel);
        _end += read;
        _filled += read;

        return read > 0;
    }

    private static long ParseNumber(ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RespException($"'{Encoding.UTF8.GetString(text)}' is not a whole number.");
}
