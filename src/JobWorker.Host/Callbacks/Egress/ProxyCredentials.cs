using System.Net;
using Dapr;
using Dapr.Client;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Who the worker is to its proxy: from the settings, or from a secret store that is read now and then.</summary>
internal sealed class ProxyCredentials(
    DaprClient dapr, IOptions<CallbackOptions> options, TimeProvider clock, ILogger<ProxyCredentials> logger) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Held? _held;

    /// <summary>What was read last; none where the proxy wants none, or nothing was read yet.</summary>
    public NetworkCredential? Current => _held?.Credential;

    /// <summary>
    /// Reads them where it is time to; answers what is wrong where there are none to be had. Old ones stay in use while new ones
    /// cannot be read.
    /// </summary>
    public async ValueTask<string?> RefreshAsync(CancellationToken cancel)
    {
        if (IsFresh)
        {
            return null;
        }

        await _reading.WaitAsync(cancel);
        try
        {
            return IsFresh ? null : await ReadAsync(cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private bool IsFresh => _held is { } held && clock.GetUtcNow() < held.Until;

    private async Task<string?> ReadAsync(CancellationToken cancel)
    {
        var text = options.Value.ProxyCredentials ?? Uri.UnescapeDataString(options.Value.ProxyUrl?.UserInfo ?? "");
        if (SecretReference.Parse(text) is not { } reference)
        {
            _held = new Held(Parse(text), DateTimeOffset.MaxValue);
            return null;
        }

        var (read, problem) = await ReadAsync(reference, cancel);
        if (read is null && _held is null)
        {
            return $"The credentials of Callbacks:Proxy cannot be had: {reference}: {problem}.";
        }

        if (read is null)
        {
            logger.ProxyCredentialsNotRead(reference.ToString(), problem!);
        }

        _held = new Held(read ?? Current, clock.GetUtcNow() + options.Value.SecretRefresh);
        return null;
    }

    private async Task<(NetworkCredential? Read, string? Problem)> ReadAsync(SecretReference reference, CancellationToken cancel)
    {
        try
        {
            var secret = await dapr.GetSecretAsync(reference.Store, reference.Name, cancellationToken: cancel);

            return secret.TryGetValue(reference.Key, out var value)
                ? Parse(value.Trim()) is { } read ? (read, null) : (null, "it must be USER:PASSWORD")
                : (null, $"the secret has no key {reference.Key}");
        }
        catch (Exception e) when (e is DaprException or HttpRequestException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>User and password around the first colon; none where there is none.</summary>
    private static NetworkCredential? Parse(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        ? new NetworkCredential(text[..colon], text[(colon + 1)..])
        : null;

    private sealed record Held(NetworkCredential? Credential, DateTimeOffset Until);
}
