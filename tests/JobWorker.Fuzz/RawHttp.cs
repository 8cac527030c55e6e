using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace JobWorker.Fuzz;

/// <summary>What came back on a connection, and whether it came to an end in time.</summary>
/// <param name="Text">Everything the server said, byte by byte.</param>
/// <param name="Ended">The server closed the connection, or its answer was complete.</param>
internal sealed record RawAnswer(string Text, bool Ended)
{
    /// <summary>The status of the last answer (100 Continue comes before another); none where there is no status line.</summary>
    public int? Status => Final is { Length: >= 12 } text && text.StartsWith("HTTP/1.", StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    /// <summary>What follows the head.</summary>
    public string Body => Final.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end ? Final[(end + 4)..] : "";

    private string Final => Text.StartsWith("HTTP/1.1 100 ", StringComparison.Ordinal)
        ? Text[(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..] : Text;
}

/// <summary>Sends bytes, whatever they are, and reads until the end.</summary>
internal static class RawHttp
{
    /// <summary>The answer, after at most <paramref name="limit"/>.</summary>
    /// <remarks>A request may be cut off, so its end is told by closing our side.</remarks>
    public static async Task<RawAnswer> SendAsync(int port, byte[] request, TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var text = new StringBuilder();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, timer.Token);
            var writing = WriteAsync(socket, request, timer.Token);
            var buffer = new byte[16 * 1024];
            while (await socket.ReceiveAsync(buffer, timer.Token) is > 0 and var read)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            await writing;
        }
        catch (SocketException)
        {
            // Closed in the middle: an end as well.
        }
        catch (OperationCanceledException)
        {
            return new RawAnswer(text.ToString(), Ended: false);
        }

        return new RawAnswer(text.ToString(), Ended: true);
    }

    private static async Task WriteAsync(Socket socket, byte[] request, CancellationToken cancel)
    {
        try
        {
            for (var sent = 0; sent < request.Length;)
            {
                sent += await socket.SendAsync(request.AsMemory(sent), cancel);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has heard enough.
        }
    }
}
