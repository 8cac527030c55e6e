using System.Net.Sockets;

namespace JobWorker.DevCluster.Hosting;

/// <summary>Another process listens where the cluster should. The message says how to find it.</summary>
internal sealed class PortInUseException(int port) : Exception(
    $"port {port} is in use: stop what listens there, or choose another with --port.\n"
    + $"To see who has it: ss -ltnp 'sport = :{port}'")
{
    /// <summary>Asks before anything is built: a host that fails to start says it in forty lines.</summary>
    /// <exception cref="PortInUseException">The port is taken.</exception>
    public static void ThrowIfTaken(DevClusterOptions options)
    {
        try
        {
            using var probe = new TcpListener(options.Listen, options.Port);
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new PortInUseException(options.Port);
        }
    }
}
