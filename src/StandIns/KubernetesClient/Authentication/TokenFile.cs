using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>A bearer token in a file that someone else renews, as the kubelet does for a pod; read again every minute.</summary>
internal sealed class TokenFile(string path, TimeProvider clock) : ITokenProvider
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private volatile Reading _last;

    /// <exception cref="IOException">The file cannot be read, and never could.</exception>
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is null || clock.GetUtcNow() - last.At >= KeptFor)
        {
            last = await ReadAsync(last, cancellationToken);
            _last = last;
        }

        return last.Header;
    }

    /// <summary>A file that is missing for a moment, while it is being replaced, must not fail a request.</summary>
    private async Task<Reading> ReadAsync(Reading last, CancellationToken cancel)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancel)).Trim();

            return new Reading(new AuthenticationHeaderValue("Bearer", token), clock.GetUtcNow());
        }
        catch (Exception e) when (last is not null && e is IOException or UnauthorizedAccessException)
        {
            return last;
        }
    }

    private sealed record Reading(AuthenticationHeaderValue Header, DateTimeOffset At);
}
