using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JobWorker.Testing;

/// <summary>Free ports that stay free: below the range the system takes for outgoing connections, and handed out once.</summary>
/// <remarks>A port picked by binding 0 may be taken by any connection while a killed process is away.</remarks>
internal static class Ports
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (Taken.TryAdd(port, true) && CanBind(port))
            {
                return port;
            }
        }
    }

    /// <summary>The first of so many free ports in a row.</summary>
    public static int FreeBlock(int count)
    {
        while (true)
        {
            var block = Enumerable.Range(Random.Shared.Next(First, End - count), count).ToList();
            if (block.All(CanBind) && block.All(port => Taken.TryAdd(port, true)))
            {
                return block[0];
            }
        }
    }

    private static bool CanBind(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
