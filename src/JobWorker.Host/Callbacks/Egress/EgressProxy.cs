using System.Net;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>The proxy through which callbacks leave, where the settings name one; the environment is not asked.</summary>
/// <remarks>
/// The proxy resolves names, so what the guard can check is what the URL says: addresses, and names that mean somewhere inside.
/// </remarks>
internal sealed class EgressProxy(IOptions<CallbackOptions> options, ProxyCredentials credentials) : IWebProxy, ICredentials
{
    private readonly Uri? _address = options.Value.ProxyUrl is { } url
        ? new UriBuilder(url) { UserName = "", Password = "" }.Uri
        : null;

    private readonly Bypass[] _direct = [.. options.Value.NoProxy.Select(Bypass.Parse).OfType<Bypass>()];

    /// <summary>There is one.</summary>
    public bool IsSet => _address is not null;

    /// <summary>This object: what it answers may change from one request to the next.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _address;

    public bool IsBypassed(Uri host) => _address is null || Array.Exists(_direct, bypass => bypass.Holds(host));

    public NetworkCredential? GetCredential(Uri uri, string authType) => credentials.Current;

    /// <summary>Whether a connection that <paramref name="request"/> needs leads to the proxy and not to the receiver.</summary>
    public bool IsMeantBy(HttpRequestMessage request) =>
        IsSet && (request.Method == HttpMethod.Connect || GetProxy(request.RequestUri!) is not null);

    /// <summary>Sees to it that the credentials are those of now; answers what is wrong where they cannot be had.</summary>
    public ValueTask<string?> PrepareAsync(CancellationToken cancel) => credentials.RefreshAsync(cancel);

    /// <summary>Receivers that are reached directly.</summary>
    /// <param name="Host">A name that is meant with all below it, or the text of an address; <c>*</c> is everybody.</param>
    /// <param name="Network">A network; none where a name is meant.</param>
    internal sealed record Bypass(string Host, IPNetwork? Network)
    {
        /// <summary>
        /// A name, with or without a dot or <c>*.</c> in front, an address, a network, or <c>*</c>; none for anything else.
        /// </summary>
        public static Bypass? Parse(string text) => text.Trim() switch
        {
            "*" => new("*", null),
            var t when IPAddress.TryParse(t, out var address) =>
                new(t, new IPNetwork(address, address.GetAddressBytes().Length * 8)),
            var t when IPNetwork.TryParse(t, out var network) => new(t, network),
            var t when (t.StartsWith("*.", StringComparison.Ordinal) ? t[2..] : t.TrimStart('.')) is { Length: > 0 } name
                && Uri.CheckHostName(name) is UriHostNameType.Dns => new(name, null),
            _ => null,
        };

        /// <summary>Whether the host of <paramref name="url"/> is meant.</summary>
        public bool Holds(Uri url)
        {
            var host = url.IdnHost.TrimEnd('.');

            return Host == "*" || (Network is { } network
                ? IPAddress.TryParse(host, out var address) && network.Contains(address)
                : host.Equals(Host, StringComparison.OrdinalIgnoreCase)
                    || host.EndsWith($".{Host}", StringComparison.OrdinalIgnoreCase));
        }
    }
}
