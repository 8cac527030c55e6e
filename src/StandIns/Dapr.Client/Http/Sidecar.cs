namespace Dapr.Client.Http;

/// <summary>One sidecar's HTTP API.</summary>
/// <remarks>All of them share one pool of connections. Nothing is tried twice here.</remarks>
/// <param name="http">Sends the requests.</param>
/// <param name="endpoint">The base address, without a slash at its end.</param>
/// <param name="apiToken">Sent as <c>dapr-api-token</c>; none or empty for no token.</param>
internal sealed class Sidecar(HttpClient http, string endpoint, string? apiToken)
{
    private static readonly SocketsHttpHandler Connections = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>A sidecar at an address.</summary>
    /// <param name="endpoint">An absolute http or https URL.</param>
    /// <param name="apiToken">The token it asks for.</param>
    /// <param name="timeout">The time a call may take.</param>
    /// <param name="handler">Takes the place of the shared connections.</param>
    /// <exception cref="InvalidOperationException">The endpoint is no absolute http or https URL.</exception>
    public static Sidecar Connect(
        string endpoint, string? apiToken, TimeSpan timeout, HttpMessageHandler? handler = null)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException(
                $"The Dapr HTTP endpoint must be an absolute http or https URL, not '{endpoint}'.");
        }

        var http = new HttpClient(handler ?? Connections, disposeHandler: false) { Timeout = timeout };
        return new Sidecar(http, uri.AbsoluteUri.TrimEnd('/'), apiToken);
    }

    /// <summary>A request for a path of this sidecar.</summary>
    public HttpRequestMessage Request(HttpMethod method, SidecarUri uri, HttpContent? body = null)
    {
        var request = new HttpRequestMessage(method, endpoint + uri) { Content = body };
        if (!string.IsNullOrEmpty(apiToken))
        {
            request.Headers.TryAddWithoutValidation("dapr-api-token", apiToken);
        }

        return request;
    }

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <exception cref="HttpRequestException">No answer came.</exception>
    /// <exception cref="OperationCanceledException">Given up, or the timeout passed.</exception>
    public async Task<SidecarAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            using var response = await http.SendAsync(request, cancel);
            return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel), response.Headers);
        }
    }

    /// <summary>Lets go of the client, not of the shared connections.</summary>
    public void Close() => http.Dispose();
}
