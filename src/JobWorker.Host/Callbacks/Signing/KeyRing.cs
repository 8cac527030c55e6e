using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Signing;

/// <summary>The keys that sign, wherever they are kept. What a secret store holds is read again now and then.</summary>
internal sealed class KeyRing(DaprClient dapr, IOptions<CallbackOptions> options, TimeProvider clock, ILogger<KeyRing> logger)
    : IDisposable
{
    private readonly ConcurrentDictionary<string, Held> _held = new();
    private readonly SemaphoreSlim _reading = new(1);

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

    public void Dispose() => _reading.Dispose();

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

        await _reading.WaitAsync(cancel);
        try
        {
            return IsFresh(text) ?? await ReadAsync(text, cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    private SigningKey? IsFresh(string text) =>
        _held.TryGetValue(text, out var held) && clock.GetUtcNow() < held.Until ? held.Key : null;

    private async Task<SigningKey> ReadAsync(string text, CancellationToken cancel)
    {
        var reference = SecretReference.Parse(text);
        string? problem;
        try
        {
            var value = reference is null ? text : await ReadAsync(reference, cancel);
            if (SigningKey.Parse(value, out problem) is { } key)
            {
                var until = reference is null ? DateTimeOffset.MaxValue : clock.GetUtcNow() + options.Value.SecretRefresh;
                _held[text] = new Held(key, until);
                return key;
            }
        }
        catch (Exception e) when (e is DaprException or HttpRequestException or KeyNotFoundException)
        {
            problem = e.Message;
        }

        var name = NameOf(reference);
        if (!_held.TryGetValue(text, out var old))
        {
            throw new KeyMissingException($"The signing key cannot be had: {name}: {problem}.");
        }

        logger.KeyNotRead(name, problem!);
        _held[text] = old with { Until = clock.GetUtcNow() + options.Value.SecretRefresh };
        return old.Key;
    }

    private async Task<string> ReadAsync(SecretReference reference, CancellationToken cancel)
    {
        var secret = await dapr.GetSecretAsync(reference.Store, reference.Name, cancellationToken: cancel);

        return secret.TryGetValue(reference.Key, out var value)
            ? value.Trim()
            : throw new KeyNotFoundException($"the secret has no key {reference.Key}");
    }

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
