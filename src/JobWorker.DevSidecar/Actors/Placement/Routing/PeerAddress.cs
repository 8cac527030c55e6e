using System.Net;
using System.Net.Sockets;

namespace JobWorker.DevSidecar.Actors.Placement.Routing;

/// <summary>Where the other sidecars reach this one.</summary>
internal static class PeerAddress
{
    /// <param name="listening">Where it listens, such as <c>http://127.0.0.1:3500</c>.</param>
    /// <param name="host"><c>DAPR_HOST_IP</c>; empty for none. It counts where the sidecar listens on every address.</param>
    public static string Of(string listening, string? host)
    {
        var uri = new UriBuilder(listening);
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
        {
            uri.Host = string.IsNullOrEmpty(host) ? OwnAddress() : host;
        }

        return uri.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static string OwnAddress()
    {
        try
        {
            var addresses = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork);
            return (addresses.FirstOrDefault(one => !IPAddress.IsLoopback(one)) ?? IPAddress.Loopback).ToString();
        }
        catch (SocketException)
        {
            return IPAddress.Loopback.ToString();
        }
    }
}
