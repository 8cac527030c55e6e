using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>Where the credentials of a request come from; asked before each one.</summary>
public interface ITokenProvider
{
    /// <summary>The header to send.</summary>
    Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken);
}
