using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace JobWorker.Host.Hosting.Listening.Access;

/// <summary>Who may do what at the public listener.</summary>
/// <param name="keys">By name.</param>
internal sealed class ApiKeys(IReadOnlyDictionary<string, ApiKeyOptions> keys)
{
    private readonly List<(KeyHolder Holder, byte[] Hash)> _keys =
        [.. keys.Select(key => (new KeyHolder(key.Key, ApiKeyOptions.RoleOf(key.Value.Role)!.Value), Hash(key.Value.Key!)))];

    /// <summary>Whether there are keys; where there are none, everybody may do everything.</summary>
    public bool Any => _keys.Count > 0;

    /// <summary>Who sends <c>Authorization: Bearer {key}</c>; none: nobody that is known.</summary>
    /// <remarks>Compared by hash and against all keys, so that the time it takes tells nothing about any of them.</remarks>
    public KeyHolder? Of(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } sent)
        {
            return null;
        }

        var hash = Hash(sent);
        KeyHolder? found = null;
        foreach (var (holder, expected) in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, expected) ? holder : found;
        }

        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Who has sent a key.</summary>
/// <param name="Name">Of the key, as it is configured.</param>
/// <param name="Role">What it allows.</param>
internal sealed record KeyHolder(string Name, AccessRole Role);
