using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>
/// Tells public addresses from those that lead inside: private, loopback, link-local, those that hide an IPv4 address, and the
/// metadata services of clouds, which callbacks never reach, whatever the settings allow.
/// </summary>
internal sealed class AddressGuard(IOptions<EgressOptions> options)
{
    private const string Metadata = "a metadata service";

    private static readonly IPAddress[] MetadataServices =
    [
        .. ((string[])
        [
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192",
            "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
        ]).Select(IPAddress.Parse),
    ];

    private static readonly (IPNetwork Network, string Kind)[] Inside =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "unspecified"),
        (IPNetwork.Parse("10.0.0.0/8"), "private"),
        (IPNetwork.Parse("100.64.0.0/10"), "shared by a carrier"),
        (IPNetwork.Parse("127.0.0.0/8"), "loopback"),
        (IPNetwork.Parse("169.254.0.0/16"), "link-local"),
        (IPNetwork.Parse("172.16.0.0/12"), "private"),
        (IPNetwork.Parse("192.0.0.0/24"), "reserved"),
        (IPNetwork.Parse("192.0.2.0/24"), "documentation"),
        (IPNetwork.Parse("192.88.99.0/24"), "a 6to4 relay"),
        (IPNetwork.Parse("192.168.0.0/16"), "private"),
        (IPNetwork.Parse("198.18.0.0/15"), "a benchmark network"),
        (IPNetwork.Parse("198.51.100.0/24"), "documentation"),
        (IPNetwork.Parse("203.0.113.0/24"), "documentation"),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast"),
        (IPNetwork.Parse("255.255.255.255/32"), "broadcast"),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved"),
        (IPNetwork.Parse("::/128"), "unspecified"),
        (IPNetwork.Parse("::1/128"), "loopback"),
        (IPNetwork.Parse("::/96"), "an IPv4 address in disguise"),
        (IPNetwork.Parse("::ffff:0:0:0/96"), "an IPv4 address in disguise"),
        (IPNetwork.Parse("64:ff9b::/96"), "an IPv4 address behind NAT64"),
        (IPNetwork.Parse("64:ff9b:1::/48"), "an IPv4 address behind NAT64"),
        (IPNetwork.Parse("2001::/32"), "an IPv4 address behind Teredo"),
        (IPNetwork.Parse("2001:2::/48"), "a benchmark network"),
        (IPNetwork.Parse("2001:db8::/32"), "documentation"),
        (IPNetwork.Parse("2001::/23"), "reserved"),
        (IPNetwork.Parse("2002::/16"), "an IPv4 address behind 6to4"),
        (IPNetwork.Parse("3fff::/20"), "documentation"),
        (IPNetwork.Parse("fc00::/7"), "private"),
        (IPNetwork.Parse("fe80::/10"), "link-local"),
        (IPNetwork.Parse("fec0::/10"), "private"),
        (IPNetwork.Parse("ff00::/8"), "multicast"),
    ];

    /// <summary>Names that never stand for somebody on the open Internet.</summary>
    private static readonly string[] InsideNames = [".internal", ".local", ".localdomain", ".home.arpa", ".svc"];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>All that was ever given out of IPv6; what lies beyond is not on the open Internet.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedNetworks.Select(IPNetwork.Parse)];

    /// <summary>Whether <paramref name="address"/> is on the open Internet.</summary>
    public static bool IsPublic(IPAddress address) => KindOf(address) is null;

    /// <summary>Why an address is not on the open Internet, such as <c>loopback</c>; none where it is.</summary>
    public static string? KindOf(IPAddress address)
    {
        var real = Real(address);
        if (IsMetadata(real))
        {
            return Metadata;
        }

        if (Array.Find(Inside, range => range.Network.Contains(real)) is { Kind: { } kind })
        {
            return kind;
        }

        return real.AddressFamily is AddressFamily.InterNetwork || GlobalUnicast.Contains(real) ? null : "reserved";
    }

    /// <summary>Why callbacks to <paramref name="host"/> may not go out; none when they may go to all its addresses.</summary>
    /// <param name="host">A name or an address, for people.</param>
    /// <param name="addresses">What it stands for. One that is refused refuses all.</param>
    public string? Refusal(string host, IEnumerable<IPAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (KindOf(address) is { } kind && !IsAllowed(address, kind))
            {
                return $"{host} is {address} ({kind}), which callbacks may not reach.";
            }
        }

        return null;
    }

    /// <summary>Why callbacks to <paramref name="url"/> may not go out, as far as the URL itself tells.</summary>
    public string? Refusal(Uri url)
    {
        // Resolvers and proxies pass over the dot at the end, so it hides no address.
        var name = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(name, out var address))
        {
            return Refusal(url.IdnHost, [address]);
        }

        if (IsNumber(name[(name.LastIndexOf('.') + 1)..]))
        {
            return $"{url.IdnHost} is neither a name nor an address, which callbacks may not reach.";
        }

        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? Refusal(url.IdnHost, [IPAddress.Loopback])
            : null;
    }

    /// <summary>
    /// The same where a proxy will resolve the name: a name that can only mean somewhere inside is refused too, unless private
    /// addresses are allowed. What else the proxy's resolver makes of a name is the proxy's business.
    /// </summary>
    public string? RefusalBehindProxy(Uri url)
    {
        var name = url.IdnHost.TrimEnd('.');
        var isInside = url.HostNameType is UriHostNameType.Dns
            && !options.Value.AllowPrivateAddresses
            && (!name.Contains('.', StringComparison.Ordinal)
                || Array.Exists(InsideNames, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));

        return Refusal(url)
            ?? (isInside ? $"{url.IdnHost} is a name inside, which callbacks may not reach through a proxy." : null);
    }

    /// <summary>As no name ends: what others may yet take for an address.</summary>
    private static bool IsNumber(string label) => label.All(char.IsAsciiDigit)
        || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && label.Skip(2).All(char.IsAsciiHexDigit));

    private bool IsAllowed(IPAddress address, string kind) =>
        kind != Metadata
        && (options.Value.AllowPrivateAddresses
            || (Array.Exists(_allowed, network => network.Contains(Real(address))) && IsAllowedBehind(address)));

    /// <summary>A gateway that is allowed leads no further than what is allowed without it.</summary>
    private bool IsAllowedBehind(IPAddress address) =>
        !Nat64.Contains(address)
        || new IPAddress(address.GetAddressBytes().AsSpan(12)) is var behind
            && (KindOf(behind) is not { } kind || IsAllowed(behind, kind));

    private static bool IsMetadata(IPAddress address) =>
        Array.Exists(MetadataServices, service => service.Equals(address) || service.Equals(Hidden(address)));

    private static IPAddress Real(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),

        // A zone says which wire, not which address.
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>The IPv4 address that an IPv6 address carries to a gateway or a tunnel; none where it carries none.</summary>
    private static IPAddress? Hidden(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return null;
        }

        var bytes = address.GetAddressBytes();

        return bytes switch
        {
            [0x20, 0x02, ..] => new IPAddress(bytes.AsSpan(2, 4)),
            [0x20, 0x01, 0, 0, ..] => new IPAddress([.. bytes.AsSpan(12).ToArray().Select(b => (byte)~b)]),
            _ => new IPAddress(bytes.AsSpan(12)),
        };
    }
}
