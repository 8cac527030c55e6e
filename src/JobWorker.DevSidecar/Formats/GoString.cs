using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JobWorker.DevSidecar.Formats;

/// <summary>JSON strings as Go reads and writes them.</summary>
internal static class GoString
{
    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    /// <summary>The text as UTF-8. Half a surrogate pair becomes U+FFFD, as in Go.</summary>
    public static byte[] Read(JsonElement value)
    {
        try
        {
            return Encoding.UTF8.GetBytes(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetBytes(Unescape(value.GetRawText()));
        }
    }

    /// <summary>Writes <paramref name="text"/> with its quotes.</summary>
    public static void Write(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var length = Escaped(text[at..]);
            if (length > 0)
            {
                output.Write(text[start..at]);
                WriteEscape(text.Slice(at, length), output);
                start = at + length;
                at = start - 1;
            }
        }

        output.Write(text[start..]);
        output.Write("\""u8);
    }

    /// <summary>How many bytes at the start need an escape; 0 for none.</summary>
    private static int Escaped(ReadOnlySpan<byte> text) => text switch
    {
        [< 0x20 or (byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)'&', ..] => 1,
        [0xE2, 0x80, 0xA8 or 0xA9, ..] => 3,
        _ => 0,
    };

    private static void WriteEscape(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output) => output.Write(text switch
    {
        [(byte)'"'] => "\\\""u8,
        [(byte)'\\'] => "\\\\"u8,
        [(byte)'\b'] => "\\b"u8,
        [(byte)'\f'] => "\\f"u8,
        [(byte)'\n'] => "\\n"u8,
        [(byte)'\r'] => "\\r"u8,
        [(byte)'\t'] => "\\t"u8,
        [var control] => [.. "\\u00"u8, Hex[control >> 4], Hex[control & 15]],
        [.., 0xA8] => "\\u2028"u8,
        _ => "\\u2029"u8,
    });

    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var at = 1; at < raw.Length - 1; at++)
        {
            text.Append(raw[at] == '\\' ? Unescape(raw, ref at) : raw[at]);
        }

        return text.ToString();
    }

    private static char Unescape(string raw, ref int at) => raw[++at] switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => (char)Convert.ToUInt16(raw.Substring((at += 4) - 3, 4), 16),
        var self => self,
    };
}
