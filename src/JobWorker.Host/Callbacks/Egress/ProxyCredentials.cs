using System.Net;
using Dapr;
using Dapr.Client;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Who the worker is to its proxy: from the settings, or from a secret store that is read now and then.</summary>
internal sealed class ProxyCredentials(DaprClient dapr, IOptions<CallbackOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private volatile NetworkCredential? _current;

    /// <summary>What was read last; none where the proxy wants none, or nothing was read yet.</summary>
    public NetworkCredential? Current => _current;

    /// <summary>
    /// Reads them where it is time to; answers what is wrong where there are none to be had. Old ones stay in use while new ones
    /// cannot be read.
    /// </summary>
    public async ValueTask<string?> RefreshAsync(CancellationToken cancel)
    {
        if (clock.GetUtcNow() < _until)
        {
            return null;
        }

        await _reading.WaitAsync(cancel);
        try
        {
            return clock.GetUtcNow() < _until ? null : await ReadAsync(cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task<string?> ReadAsync(CancellationToken cancel)
    {
        var text = options.Value.ProxyCredentials ?? Unescape(options.Value.ProxyUrl?.UserInfo);
        if (SecretReference.Parse(text) is not { } reference)
        {
            (_current, _until) = (Parse(text), DateTimeOffset.MaxValue);
            return null;
        }

        string problem;
        try
        {
            var secret = await dapr.GetSecretAsync(reference.Store, reference.Name, cancellationToken: cancel);
            if (secret.TryGetValue(reference.Key, out var value) && Parse(value.Trim()) is { } read)
            {
                (_current, _until) = (read, clock.GetUtcNow() + options.Value.SecretRefresh);
                return null;
            }

            problem = value is null ? $"the secret has no key {reference.Key}" : "it must be USER:PASSWORD";
        }
        catch (Exception e) when (e is DaprException or HttpRequestException)
        {
            problem = e.Message;
        }

        return _current is null ? $"The credentials of Callbacks:Proxy cannot be had: {reference}: {problem}." : null;
    }

    /// <summary>User and password around the first colon; none where there is none.</summary>
    private static NetworkCredential? Parse(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        ? new NetworkCredential(text[..colon], text[(colon + 1)..])
        : null;

    private static string Unescape(string? userInfo) => Uri.UnescapeDataString(userInfo ?? "");
}
