using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>What the egress client takes from its machine; tests have a name server and an authority of their own.</summary>
/// <param name="ResolveAsync">
/// The addresses of a host. Asked once for each connection; what it answers is checked, and exactly that is connected to.
/// </param>
/// <param name="Trust">Whose certificates count; none: those the system trusts. Names are compared in any case.</param>
internal sealed record Outside(Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync, X509ChainPolicy? Trust)
{
    /// <summary>The system's resolver and the system's authorities.</summary>
    public static readonly Outside Machine = new(Dns.GetHostAddressesAsync, Trust: null);
}
