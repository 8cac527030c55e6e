using System.Net.Http.Headers;
using System.Text;

namespace k8s.Authentication;

/// <summary>Credentials that do not change: a token, or a user name and password.</summary>
internal sealed class Credentials(AuthenticationHeaderValue header) : ITokenProvider
{
    /// <summary>How to authenticate by header; null where the configuration has a client certificate alone, or nothing.</summary>
    public static ITokenProvider From(KubernetesClientConfiguration config) => config switch
    {
        { TokenProvider: { } provider } => provider,
        { AccessToken: { Length: > 0 } token } => new Credentials(new AuthenticationHeaderValue("Bearer", token)),
        { Username: { Length: > 0 } user } => new Credentials(new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{config.Password}")))),
        _ => null,
    };

    public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
        Task.FromResult(header);
}
