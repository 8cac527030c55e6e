using System.Text;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>How a receiver's URL goes to the egress endpoint.</summary>
internal static class EgressUrl
{
    /// <summary>In ASCII, for a header takes nothing else: the host as IDNA has it, the rest percent-encoded.</summary>
    public static string Of(string url) => Ascii.IsValid(url) ? url : Encode(new Uri(url));

    private static string Encode(Uri url) => new UriBuilder(url) { Host = url.IdnHost }.Uri.AbsoluteUri;
}
