using k8s.Authentication;
using k8s.Http;

namespace k8s;

/// <summary>A client of one Kubernetes API server.</summary>
/// <remarks>
/// Failures: <see cref="Autorest.HttpOperationException"/> for any answer but 2xx, <see cref="HttpRequestException"/> where the
/// server cannot be reached, <see cref="TaskCanceledException"/> where it does not answer in time. A watch has no timeout.
/// </remarks>
public class Kubernetes : AbstractKubernetes, IKubernetes
{
    private readonly ApiClient _api;

    /// <summary>A client of <c>config.Host</c>; the first of <paramref name="handlers"/> is the outermost.</summary>
    /// <exception cref="ArgumentException">The host is missing or is not an absolute address.</exception>
    public Kubernetes(KubernetesClientConfiguration config, params DelegatingHandler[] handlers)
        : this(Open(config, handlers))
    {
    }

    private Kubernetes(ApiClient api)
        : base(api) => _api = api;

    /// <inheritdoc/>
    public Uri BaseUri
    {
        get => _api.BaseUri;
        set => _api.BaseUri = WithSlash(value);
    }

    /// <summary>What requests go out through.</summary>
    public HttpClient HttpClient
    {
        get => _api.Http;
        set => _api.Http = value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections; watches end with an exception.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _api.Http.Dispose();
        }
    }

    private static ApiClient Open(KubernetesClientConfiguration config, DelegatingHandler[] handlers)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!Uri.TryCreate(config.Host, UriKind.Absolute, out var host))
        {
            throw new ArgumentException($"Host must be an absolute address, but is '{config.Host}'.", nameof(config));
        }

        return new ApiClient(
            Connection.Open(config, handlers), Credentials.From(config), config.HttpClientTimeout, config.TlsServerName)
        {
            BaseUri = WithSlash(host),
        };
    }

    /// <summary>Without it, a relative path would replace the last segment of a proxy's address.</summary>
    private static Uri WithSlash(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
