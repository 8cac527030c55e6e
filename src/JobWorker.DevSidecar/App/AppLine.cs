using System.Net.Sockets;

namespace JobWorker.DevSidecar.App;

/// <summary>A connection to the app on which nothing is said: when the app dies, it breaks.</summary>
internal sealed class AppLine : IDisposable
{
    private readonly Socket _socket;

    private AppLine(Socket socket) => _socket = socket;

    /// <summary>None where nothing listens.</summary>
    public static async Task<AppLine?> TryOpenAsync(string host, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, cancel);
            return new AppLine(socket);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Returns when the app, or the system in its place, has closed the connection.</summary>
    public async Task WaitForEndAsync(CancellationToken cancel)
    {
        var ignored = new byte[256];
        try
        {
            while (await _socket.ReceiveAsync(ignored, cancel) > 0)
            {
                // Some servers say that they are tired of waiting before they hang up.
            }
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }
    }

    public void Dispose() => _socket.Dispose();
}
