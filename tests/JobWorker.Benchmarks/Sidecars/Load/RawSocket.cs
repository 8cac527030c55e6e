using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobWorker.Benchmarks.Sidecars.Load;

/// <summary>Whether the bytes received so far are a whole answer.</summary>
/// <exception cref="InvalidDataException">They are an error.</exception>
internal delegate bool AnswerRule(ReadOnlySpan<byte> received);

/// <summary>A connection that sends prepared bytes and waits for the answer, at next to no cost of its own.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[64 * 1024];

    private RawSocket() { }

    /// <summary>Connects to a port of this machine.</summary>
    public static async Task<RawSocket> ConnectAsync(int port)
    {
        var raw = new RawSocket();
        await raw._socket.ConnectAsync(IPAddress.Loopback, port);

        return raw;
    }

    /// <summary>Sends one request and returns when its answer is there.</summary>
    /// <exception cref="InvalidDataException">The answer is an error, or longer than 64 KiB.</exception>
    public async ValueTask ExchangeAsync(ReadOnlyMemory<byte> request, AnswerRule isWhole)
    {
        await _socket.SendAsync(request);
        for (var length = 0; ;)
        {
            var read = await _socket.ReceiveAsync(_received.AsMemory(length));
            length += read;
            if (read == 0)
            {
                throw new InvalidDataException($"The answer breaks off: {Encoding.UTF8.GetString(_received, 0, length)}");
            }

            if (isWhole(_received.AsSpan(0, length)))
            {
                return;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
