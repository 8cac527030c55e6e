using System.Net;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>Who the worker is to its proxy: from the settings, or from a secret store that is read now and then.</summary>
internal sealed class ProxyCredentials(
    SecretReader secrets, IOptions<CallbackOptions> options, TimeProvider clock, ILogger<ProxyCredentials> logger)
{
    private volatile Held? _held;

    /// <summary>What was read last; none where the proxy wants none, or nothing was read yet.</summary>
    public NetworkCredential? Current => _held?.Credential;

    /// <summary>
    /// Reads them where it is time to; answers what is wrong where there are none to be had. Old ones stay in use while new ones
    /// cannot be read.
    /// </summary>
    public async ValueTask<string?> RefreshAsync(CancellationToken cancel)
    {
        if (_held is { } held && clock.GetUtcNow() < held.Until)
        {
            return null;
        }

        var text = options.Value.ProxyCredentials ?? Uri.UnescapeDataString(options.Value.ProxyUrl?.UserInfo ?? "");
        if (SecretReference.Parse(text) is not { } reference)
        {
            _held = new Held(Parse(text), DateTimeOffset.MaxValue);
            return null;
        }

        var (value, problem) = await secrets.ReadAsync(reference, cancel);
        var read = value is null ? null : Parse(value);
        problem ??= read is null ? "it must be USER:PASSWORD" : null;
        if (problem is not null && _held is null)
        {
            return $"The credentials of Callbacks:Proxy cannot be had: {reference}: {problem}.";
        }

        if (problem is not null)
        {
            logger.ProxyCredentialsNotRead(reference.ToString(), problem);
        }

        _held = new Held(read ?? Current, clock.GetUtcNow() + options.Value.SecretRefresh);
        return null;
    }

    /// <summary>User and password around the first colon; none where there is none.</summary>
    private static NetworkCredential? Parse(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        ? new NetworkCredential(text[..colon], text[(colon + 1)..])
        : null;

    private sealed record Held(NetworkCredential? Credential, DateTimeOffset Until);
}
