using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Signing;

/// <summary>The keys that sign, wherever they are kept. What a secret store holds is read again now and then.</summary>
internal sealed class KeyRing(
    SecretReader secrets, IOptions<CallbackOptions> options, TimeProvider clock, ILogger<KeyRing> logger)
{
    private readonly ConcurrentDictionary<string, Held> _held = new();

    /// <summary>One signature for each of <paramref name="keys"/>, in their order, spaces between; empty for no keys.</summary>
    /// <param name="keys">As in <see cref="CallbackOptions.Secrets"/>.</param>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>.</param>
    /// <param name="body">The exact bytes of the body.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KeyMissingException">A key cannot be had. Nothing goes out without the signatures it should have.</exception>
    public async ValueTask<string> SignAsync(
        IEnumerable<string> keys, string id, long timestamp, byte[] body, CancellationToken cancel)
    {
        List<string> signatures = [];
        foreach (var key in keys)
        {
            signatures.Add(Sign(await FindAsync(key, cancel), key, id, timestamp, body));
        }

        return string.Join(' ', signatures);
    }

    /// <summary>One signature.</summary>
    /// <exception cref="KeyMissingException">The machine's cryptography refuses the key, whose name the message has.</exception>
    internal static string Sign(SigningKey key, string text, string id, long timestamp, byte[] body)
    {
        try
        {
            return key.Sign(id, timestamp, body);
        }
        catch (CryptographicException e)
        {
            throw new KeyMissingException($"The signing key cannot be used: {NameOf(SecretReference.Parse(text))}: {e.Message}");
        }
    }

    private static string NameOf(SecretReference? reference) => reference?.ToString() ?? "a key of Callbacks";

    private async ValueTask<SigningKey> FindAsync(string text, CancellationToken cancel)
    {
        if (IsFresh(text) is { } fresh)
        {
            return fresh;
        }

        var reference = SecretReference.Parse(text);
        var (value, problem) = reference is null ? new SecretRead(text, null) : await secrets.ReadAsync(reference, cancel);
        if (value is not null && SigningKey.Parse(value, out problem) is { } key)
        {
            _held[text] = new Held(key, reference is null ? DateTimeOffset.MaxValue : NextRead);
            return key;
        }

        var name = NameOf(reference);
        if (!_held.TryGetValue(text, out var old))
        {
            throw new KeyMissingException($"The signing key cannot be had: {name}: {problem}.");
        }

        // Said once by those who waited for it together.
        if (clock.GetUtcNow() >= old.Until && _held.TryUpdate(text, old with { Until = NextRead }, old))
        {
            logger.KeyNotRead(name, problem!);
        }

        return old.Key;
    }

    private DateTimeOffset NextRead => clock.GetUtcNow() + options.Value.SecretRefresh;

    private SigningKey? IsFresh(string text) =>
        _held.TryGetValue(text, out var held) && clock.GetUtcNow() < held.Until ? held.Key : null;

    private sealed record Held(SigningKey Key, DateTimeOffset Until);
}

/// <summary>A key that must sign cannot be had now.</summary>
internal sealed class KeyMissingException(string message) : Exception(message);

/// <summary>What the key ring says.</summary>
internal static partial class KeyRingLog
{
    [LoggerMessage(
        860,
        LogLevel.Warning,
        "The signing key {Name} could not be read again and stays as it was: {Problem}")]
    public static partial void KeyNotRead(this ILogger logger, string name, string problem);
}
