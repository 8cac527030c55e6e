using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>Calls what is not behind this sidecar.</summary>
/// <param name="useProxy">As the environment says. Sidecars of this machine are called without.</param>
internal sealed class Outside(bool useProxy) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = useProxy,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>Asks an address.</summary>
    /// <param name="request">The caller's.</param>
    /// <param name="target">What for.</param>
    /// <param name="address">Without a slash at the end.</param>
    /// <param name="headers">In place of the caller's own.</param>
    /// <param name="cancel">Gives the call up.</param>
    /// <exception cref="Routing.ApiException">There was no answer.</exception>
    public async Task<OpenAnswer> OpenAsync(
        HttpRequest request, InvocationTarget target, string address, IReadOnlyDictionary<string, string> headers,
        CancellationToken cancel)
    {
        try
        {
            return await SendAsync(request, $"{address}/{target.Method}", headers, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            throw InvocationErrors.Failed(target.Id, e.Message, e);
        }
    }

    /// <summary>One try.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="UriFormatException">The address is none.</exception>
    public async Task<OpenAnswer> SendAsync(
        HttpRequest request, string address, IReadOnlyDictionary<string, string> headers, CancellationToken cancel)
    {
        // Not disposed: its body may still be on its way when the answer begins.
        var message = ForwardedRequest.To(request, address, headers);
        return new OpenAnswer(await _http.SendAsync(message, cancel));
    }

    public void Dispose() => _http.Dispose();
}
