using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>An HTTP proxy on a loopback port: tunnels by CONNECT, requests with a whole URL, Basic credentials where it is told to want some.</summary>
/// <remarks>It resolves names itself: each of them is 127.0.0.1.</remarks>
internal sealed class HttpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public HttpProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary><c>USER:PASSWORD</c>; none: everybody may.</summary>
    public string? Credentials { get; set; }

    /// <summary>First lines of the requests it has served, in order.</summary>
    public ConcurrentQueue<string> Served { get; } = new();

    /// <summary>Requests it has turned away.</summary>
    public int Refused { get; private set; }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await HeadAsync(stream) is { } head)
                {
                    if (await ServeAsync(head, stream))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One of the two sides is gone.
            }
        }
    }

    /// <summary>Whether the connection was used up.</summary>
    private async Task<bool> ServeAsync(string head, NetworkStream stream)
    {
        var lines = head.Split("\r\n");
        if (Credentials is { } wanted && !lines.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(wanted))}"))
        {
            Refused++;
            await SkipBodyAsync(lines, stream);
            await SayAsync(stream, "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 0\r\n\r\n");
            return false;
        }

        Served.Enqueue(lines[0]);
        var target = lines[0].Split(' ')[1];
        var isTunnel = lines[0].StartsWith("CONNECT ", StringComparison.Ordinal);
        using var receiver = new TcpClient();
        await receiver.ConnectAsync(IPAddress.Loopback, new Uri(isTunnel ? $"http://{target}" : target).Port, _end.Token);
        var onward = receiver.GetStream();
        await (isTunnel
            ? SayAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n")
            : SayAsync(onward, $"POST {new Uri(target).PathAndQuery} HTTP/1.1\r\nConnection: close\r\n{string.Join("\r\n", lines.Skip(1))}\r\n\r\n"));
        _ = stream.CopyToAsync(onward, _end.Token);
        await onward.CopyToAsync(stream, _end.Token);

        return true;
    }

    private async Task<string?> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString()[..^4];
    }

    private async Task SkipBodyAsync(string[] lines, NetworkStream stream)
    {
        var length = lines.FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.AsSpan(16), System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        await stream.ReadExactlyAsync(new byte[length], _end.Token);
    }

    private async Task SayAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _end.Token);
}
