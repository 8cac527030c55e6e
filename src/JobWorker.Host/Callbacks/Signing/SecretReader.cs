using System.Collections.Concurrent;
using Dapr;
using Dapr.Client;

namespace JobWorker.Host.Callbacks.Signing;

/// <summary>Reads secrets from the sidecar: one call for all who want the same at a time, and never for long.</summary>
internal sealed class SecretReader(DaprClient dapr, TimeProvider clock)
{
    /// <summary>A store that is silent for longer counts as one that cannot be read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<SecretReference, Lazy<Task<SecretRead>>> _underWay = new();

    /// <summary>Never throws for what the store does: that is in what was read.</summary>
    public Task<SecretRead> ReadAsync(SecretReference reference, CancellationToken cancel) =>
        _underWay.GetOrAdd(reference, one => new Lazy<Task<SecretRead>>(() => OnceAsync(one))).Value.WaitAsync(cancel);

    private async Task<SecretRead> OnceAsync(SecretReference reference)
    {
        using var timer = new CancellationTokenSource(Patience, clock);
        try
        {
            var secret = await dapr.GetSecretAsync(reference.Store, reference.Name, cancellationToken: timer.Token);

            return secret.TryGetValue(reference.Key, out var value)
                ? new SecretRead(value.Trim(), null)
                : new SecretRead(null, $"the secret has no key {reference.Key}");
        }
        catch (Exception) when (timer.IsCancellationRequested)
        {
            return new SecretRead(null, $"no answer within {Patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is DaprException or HttpRequestException)
        {
            return new SecretRead(null, e.Message);
        }
        finally
        {
            _underWay.TryRemove(reference, out _);
        }
    }
}

/// <summary>What a store told.</summary>
/// <param name="Value">The secret, without white space around it; none where it cannot be had.</param>
/// <param name="Problem">Why not.</param>
internal sealed record SecretRead(string? Value, string? Problem);
