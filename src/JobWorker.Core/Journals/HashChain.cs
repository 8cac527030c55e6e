using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JobWorker.Core.Journals;

/// <summary>Ties each event of a stream to all before it, so that an edit or an omission shows.</summary>
public static class HashChain
{
    /// <summary>What the first event is tied to: 64 zeros.</summary>
    public const string Start = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The hash of an event, 64 lower-case hex digits: SHA-256 over the last hash, the version and the JSON.</summary>
    /// <remarks>
    /// The JSON counts in its <see cref="CanonicalJson">canonical form</see>: sidecars and stores decode values and encode them
    /// anew, in another order and with other escapes, which is no edit.
    /// </remarks>
    /// <param name="previous">The hash of the event before; <see cref="Start"/> for the first.</param>
    /// <param name="version">Its place in the stream, from 1.</param>
    /// <param name="json">The event as it is stored.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static string Next(string previous, long version, ReadOnlySpan<byte> json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{previous}\n{version}\n"));
        hash.AppendData(CanonicalJson.Of(json));

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Walks a stream, or the part of one that follows a known event.</summary>
    /// <param name="events">As they are stored, in order.</param>
    /// <param name="version">The version of the event before them; 0 at the start.</param>
    /// <param name="hash">The hash of the event before them.</param>
    /// <returns>The first place where the chain does not hold; none when it does.</returns>
    public static ChainHole? Verify(IEnumerable<Recorded<JsonElement>> events, long version = 0, string hash = Start)
    {
        foreach (var recorded in events)
        {
            version++;
            if (recorded.Version != version)
            {
                return new ChainHole(version, $"event {recorded.Version} stands where event {version} belongs");
            }

            hash = Next(hash, version, JsonMarshal.GetRawUtf8Value(recorded.Event));
            if (recorded.Hash != hash)
            {
                return new ChainHole(version, $"the hash is {recorded.Hash}, the event's is {hash}");
            }
        }

        return null;
    }
}

/// <summary>Where a stream was edited or lost something.</summary>
/// <param name="Version">The first event that does not fit.</param>
/// <param name="Reason">What does not fit, for people.</param>
public sealed record ChainHole(long Version, string Reason);
