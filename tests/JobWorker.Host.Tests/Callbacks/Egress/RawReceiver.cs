using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>A TCP listener that does to each connection, once the request is there, whatever a test wants of it.</summary>
internal sealed class RawReceiver : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Socket, CancellationToken, Task> _act;
    private int _connections;

    /// <param name="act">What becomes of a connection; it is closed after that.</param>
    /// <param name="at">Where; default a free loopback port.</param>
    public RawReceiver(Func<Socket, CancellationToken, Task> act, IPEndPoint? at = null)
    {
        _act = act;
        _listener = new TcpListener(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Connections => Volatile.Read(ref _connections);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}/hook";

    /// <summary>Says this and closes.</summary>
    public static Func<Socket, CancellationToken, Task> SaysAsync(string text) => SaysAsync(Encoding.Latin1.GetBytes(text));

    /// <inheritdoc cref="SaysAsync(string)"/>
    public static Func<Socket, CancellationToken, Task> SaysAsync(byte[] bytes) => async (socket, cancel) =>
    {
        await socket.SendAsync(bytes, cancel);
        socket.Shutdown(SocketShutdown.Send);
        await DrainAsync(socket, cancel);
    };

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    /// <summary>Reads until the other side is gone, so that closing does not reset what was said.</summary>
    public static async Task DrainAsync(Socket socket, CancellationToken cancel)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, cancel) > 0)
        {
        }
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[64 * 1024];
                if (await socket.ReceiveAsync(buffer, _end.Token) > 0)
                {
                    await _act(socket, _end.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side has had enough, or the test has.
            }
        }
    }
}
