using System.Globalization;
using System.Text;
using JobWorker.Core.Callbacks;
using NSec.Cryptography;

namespace JobWorker.Host.Callbacks.Signing;

/// <summary>One key of Standard Webhooks 1.0.0: a shared secret (<c>v1</c>) or an Ed25519 private key (<c>v1a</c>).</summary>
internal abstract class SigningKey
{
    private const string SecretPrefix = "whsec_";
    private const string PrivatePrefix = "whsk_";
    private const int SeedLength = 32;

    /// <summary>
    /// <c>whsec_</c> and the base64 of 24 to 64 bytes, or <c>whsk_</c> and the base64 of an Ed25519 private key: 32 bytes, or 64 with
    /// the public key behind it.
    /// </summary>
    /// <param name="text">The key as it is written.</param>
    /// <param name="problem">What is wrong, without the key itself; none when nothing is.</param>
    /// <returns>The key; none when something is wrong.</returns>
    public static SigningKey? Parse(string text, out string? problem)
    {
        problem = null;
        if (text.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            if (Bytes(text, SecretPrefix) is { Length: >= 24 and <= 64 })
            {
                return new Shared(text);
            }

            problem = "whsec_ must be followed by the base64 of 24 to 64 bytes";
        }
        else if (text.StartsWith(PrivatePrefix, StringComparison.Ordinal))
        {
            if (Bytes(text, PrivatePrefix) is { Length: SeedLength or 2 * SeedLength } key)
            {
                return new Private(key[..SeedLength]);
            }

            problem = "whsk_ must be followed by the base64 of an Ed25519 private key, 32 or 64 bytes";
        }
        else
        {
            problem = "a key begins with whsec_ or whsk_";
        }

        return null;
    }

    /// <summary>One signature as it stands in <c>webhook-signature</c>.</summary>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>: seconds since 1970, UTC.</param>
    /// <param name="body">The exact bytes of the body.</param>
    public abstract string Sign(string id, long timestamp, byte[] body);

    private static byte[]? Bytes(string text, string prefix)
    {
        var bytes = new byte[text.Length];

        return Convert.TryFromBase64Chars(text.AsSpan(prefix.Length), bytes, out var count) ? bytes[..count] : null;
    }

    private sealed class Shared(string secret) : SigningKey
    {
        public override string Sign(string id, long timestamp, byte[] body) => WebhookSignature.Sign(secret, id, timestamp, body);
    }

    private sealed class Private(byte[] seed) : SigningKey
    {
        private readonly Key _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);

        public override string Sign(string id, long timestamp, byte[] body)
        {
            byte[] message = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];

            return $"v1a,{Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(_key, message))}";
        }
    }
}
