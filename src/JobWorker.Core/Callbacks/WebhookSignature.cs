using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobWorker.Core.Callbacks;

/// <summary>Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>.</summary>
public static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>Whether a text is a secret: <c>whsec_</c> and the base64 of at least one byte.</summary>
    public static bool IsSecret(string secret) => TryKey(secret) is not null;

    /// <summary>The value of <c>webhook-signature</c>: <c>v1,</c> and base64.</summary>
    /// <param name="secret"><c>whsec_</c> and the base64 of the key.</param>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>: seconds since 1970, UTC.</param>
    /// <param name="body">The exact bytes of the body.</param>
    /// <exception cref="ArgumentException">The secret is none; see <see cref="IsSecret"/>.</exception>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var key = TryKey(secret) ?? throw new ArgumentException($"must be {SecretPrefix} and base64", nameof(secret));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(body);

        return Version + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    /// <summary>Whether one of the signatures is right; takes the same time wherever a wrong one differs.</summary>
    /// <remarks>It says nothing of the timestamp's age: the receiver, who has a clock, checks that.</remarks>
    /// <param name="secret">As in <see cref="Sign"/>.</param>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>.</param>
    /// <param name="body">The exact bytes of the body.</param>
    /// <param name="signatures">The <c>webhook-signature</c> header: signatures with spaces between, of any version.</param>
    /// <exception cref="ArgumentException">The secret is none; see <see cref="IsSecret"/>.</exception>
    public static bool Verify(string secret, string id, long timestamp, ReadOnlySpan<byte> body, string signatures)
    {
        var right = Encoding.UTF8.GetBytes(Sign(secret, id, timestamp, body));

        return signatures.Split(' ').Any(s => CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(s)));
    }

    private static byte[]? TryKey(string secret)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var base64 = secret.AsSpan(SecretPrefix.Length);
        var key = new byte[base64.Length];

        return Convert.TryFromBase64Chars(base64, key, out var count) && count > 0 ? key[..count] : null;
    }
}
