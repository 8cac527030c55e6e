using System.Buffers.Text;
using System.Text;

namespace JobWorker.Benchmarks.Sidecars.Load;

/// <summary>Where an answer ends, for one request at a time on a connection.</summary>
internal static class Answers
{
    /// <summary>HTTP/1.1: any 2xx with a length, or none where there is no body.</summary>
    /// <exception cref="InvalidDataException">Another status.</exception>
    public static bool Http(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (received["HTTP/1.1 ".Length] != '2')
        {
            throw new InvalidDataException(Encoding.UTF8.GetString(received));
        }

        var name = "Content-Length: "u8;
        var at = received[..head].IndexOf(name);

        return at < 0 || received.Length >= head + 4 + Number(received[(at + name.Length)..]);
    }

    /// <summary>Redis' protocol.</summary>
    /// <exception cref="InvalidDataException">Redis answers with an error.</exception>
    public static bool Redis(ReadOnlySpan<byte> received) => EndOf(received, 0) is not null;

    /// <summary>The end of the value that begins at <paramref name="start"/>; none where it is not all there.</summary>
    private static int? EndOf(ReadOnlySpan<byte> received, int start)
    {
        if (start >= received.Length || received[start..].IndexOf("\r\n"u8) is not (>= 0 and var line))
        {
            return null;
        }

        var (kind, next) = (received[start], start + line + 2);
        if (kind == '-')
        {
            throw new InvalidDataException(Encoding.UTF8.GetString(received));
        }

        var number = kind is (byte)'$' or (byte)'*' ? Number(received[(start + 1)..]) : 0;
        if (kind == '$' && number >= 0)
        {
            next += number + 2;
        }

        int? end = next;
        for (var item = 0; kind == '*' && item < number && end is not null; item++)
        {
            end = EndOf(received, end.Value);
        }

        return end <= received.Length ? end : null;
    }

    private static int Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out _) ? number : throw new InvalidDataException(Encoding.UTF8.GetString(text));
}
