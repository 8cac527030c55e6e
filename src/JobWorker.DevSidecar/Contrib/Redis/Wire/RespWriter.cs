using System.Buffers;
using System.Text;

namespace JobWorker.DevSidecar.Contrib.Redis.Wire;

/// <summary>Writes values and commands.</summary>
internal static class RespWriter
{
    /// <summary>Writes a command: an array of bulks.</summary>
    public static void WriteCommand(this IBufferWriter<byte> output, IReadOnlyList<RedisArgument> arguments)
    {
        output.WriteHeader('*', arguments.Count);
        foreach (var argument in arguments)
        {
            output.WriteBulk(argument.Bytes.Span);
        }
    }

    public static void WriteValue(this IBufferWriter<byte> output, RespValue value)
    {
        switch (value)
        {
            case RespValue.Status status:
                output.WriteLine('+', status.Text);
                break;
            case RespValue.Failure failure:
                output.WriteLine('-', failure.Message.ReplaceLineEndings(" "));
                break;
            case RespValue.Number number:
                output.WriteHeader(':', number.Value);
                break;
            case RespValue.Bulk bulk:
                output.WriteBulk(bulk.Bytes.Span);
                break;
            case RespValue.Nothing nothing:
                output.Write(nothing.OfArray ? "*-1\r\n"u8 : "$-1\r\n"u8);
                break;
            case RespValue.List list:
                output.WriteList(list.Items);
                break;
        }
    }

    private static void WriteList(this IBufferWriter<byte> output, IReadOnlyList<RespValue> items)
    {
        output.WriteHeader('*', items.Count);
        foreach (var item in items)
        {
            output.WriteValue(item);
        }
    }

    private static void WriteBulk(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        output.WriteHeader('$', bytes.Length);
        output.Write(bytes);
        output.Write("\r\n"u8);
    }

    private static void WriteHeader(this IBufferWriter<byte> output, char kind, long number)
    {
        var span = output.GetSpan(24);
        span[0] = (byte)kind;
        number.TryFormat(span[1..], out var length);
        span[length + 1] = (byte)'\r';
        span[length + 2] = (byte)'\n';
        output.Advance(length + 3);
    }

    private static void WriteLine(this IBufferWriter<byte> output, char kind, string text)
    {
        Span<byte> first = [(byte)kind];
        output.Write(first);
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\r\n"u8);
    }
}
