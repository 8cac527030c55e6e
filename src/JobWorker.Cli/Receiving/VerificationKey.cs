using System.Globalization;
using System.Text;
using JobWorker.Core.Callbacks;
using NSec.Cryptography;

namespace JobWorker.Cli.Receiving;

/// <summary>What a receiver checks signatures with: a shared secret (<c>v1</c>) or an Ed25519 public key (<c>v1a</c>).</summary>
internal abstract class VerificationKey
{
    private const string SecretPrefix = "whsec_";
    private const string PublicPrefix = "whpk_";
    private const string PrivatePrefix = "whsk_";

    private VerificationKey()
    {
    }

    /// <summary>
    /// <c>whsec_</c> and base64, or <c>whpk_</c> and the base64 of the 32 bytes of a public key; base64 as such or as URLs have
    /// it, with or without its padding.
    /// </summary>
    /// <param name="text">The key as it is written.</param>
    /// <param name="problem">What is wrong, without the key itself; none when nothing is.</param>
    /// <returns>The key; none when something is wrong.</returns>
    public static VerificationKey? Parse(string text, out string? problem)
    {
        problem = null;
        if (text.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            if (Bytes(text[SecretPrefix.Length..]) is { Length: > 0 } secret)
            {
                return new Shared(SecretPrefix + Convert.ToBase64String(secret));
            }

            problem = "whsec_ must be followed by base64";
        }
        else if (text.StartsWith(PublicPrefix, StringComparison.Ordinal))
        {
            if (Bytes(text[PublicPrefix.Length..]) is { } bytes
                && PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key))
            {
                return new Public(key!);
            }

            problem = "whpk_ must be followed by the base64 of an Ed25519 public key, 32 bytes";
        }
        else
        {
            problem = text.StartsWith(PrivatePrefix, StringComparison.Ordinal)
                ? "whsk_ is a private key, which only the sender has: receivers check with its public half, whpk_"
                : "a key begins with whsec_ or whpk_";
        }

        return null;
    }

    /// <summary>Whether one of the signatures is right by this key.</summary>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>.</param>
    /// <param name="body">The exact bytes of the body.</param>
    /// <param name="signatures">The <c>webhook-signature</c> header: signatures with spaces between, of any version.</param>
    public abstract bool Verify(string id, long timestamp, ReadOnlySpan<byte> body, string signatures);

    private static byte[]? Bytes(string base64)
    {
        var text = base64.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[text.Length];

        return Convert.TryFromBase64String(padded, bytes, out var count) ? bytes[..count] : null;
    }

    private sealed class Shared(string secret) : VerificationKey
    {
        public override bool Verify(string id, long timestamp, ReadOnlySpan<byte> body, string signatures) =>
            WebhookSignature.Verify(secret, id, timestamp, body, signatures);
    }

    private sealed class Public(PublicKey key) : VerificationKey
    {
        private const string Version = "v1a,";

        public override bool Verify(string id, long timestamp, ReadOnlySpan<byte> body, string signatures)
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.");
            byte[] signed = [.. Encoding.UTF8.GetBytes(head), .. body];

            return signatures.Split(' ')
                .Where(s => s.StartsWith(Version, StringComparison.Ordinal))
                .Any(s => Bytes(s[Version.Length..]) is { } signature && SignatureAlgorithm.Ed25519.Verify(key, signed, signature));
        }
    }
}
