using System.Security.Cryptography;
using System.Text;

namespace JobWorker.DevSidecar.Api.Http.Invocation.Peers;

/// <summary>The mark of a call that another sidecar of this machine makes: it is for the app and goes no further.</summary>
/// <remarks>
/// It carries the key from the peer's file. With it a call needs no <c>dapr-api-token</c>, and what it says of the caller is
/// believed.
/// </remarks>
internal sealed class PeerHop
{
    public const string Header = "jobworker-peer-key";
    private readonly byte[] _key;

    public PeerHop()
    {
        Key = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _key = Encoding.UTF8.GetBytes(Key);
    }

    /// <summary>New with every start.</summary>
    public string Key { get; }

    public bool IsMarked(IHeaderDictionary headers) =>
        headers[Header].ToString() is { Length: > 0 } given
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _key);
}
