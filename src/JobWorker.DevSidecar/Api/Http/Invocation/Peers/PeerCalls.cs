using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Api.Http.Invocation.Peers;

/// <summary>Calls other apps by way of their sidecars on this machine, those of one app in turn.</summary>
/// <remarks>
/// As in daprd a call is tried three times more, a second apart, but only where no connection came about: nothing of it has
/// been read by anybody then.
/// </remarks>
internal sealed class PeerCalls(PeerDirectory directory, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int Retries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Outside _http = new(useProxy: false);

    /// <summary>Asks the next sidecar of an app.</summary>
    /// <param name="request">The caller's.</param>
    /// <param name="target">What for.</param>
    /// <param name="appId">Whose sidecar.</param>
    /// <param name="podNamespace">Of that app.</param>
    /// <param name="identity">Who asks.</param>
    /// <param name="cancel">Gives the call up.</param>
    /// <exception cref="Routing.ApiException">There is no such sidecar, or none of them answered.</exception>
    public async Task<OpenAnswer> OpenAsync(
        HttpRequest request, InvocationTarget target, string appId, string podNamespace, Dictionary<string, string> identity,
        CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var peer = directory.Next(appId, podNamespace) ?? throw InvocationErrors.Failed(
                target.Id, $"couldn't find service: {appId}. No sidecar of it in namespace {podNamespace} uses this --data-path");
            identity[PeerHop.Header] = peer.Key;
            identity[InvocationTarget.IdHeader] = appId;
            try
            {
                return await _http.SendAsync(request, peer.Address.AbsoluteUri + target.Method, identity, cancel);
            }
            catch (HttpRequestException e) when (attempt <= Retries && e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                logger.PeerUnreachable(appId, attempt, e.Message);
                directory.Forget(appId);
                await Task.Delay(Pause, clock, cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw InvocationErrors.Failed(target.Id, e.Message, e);
            }
        }
    }

    public void Dispose() => _http.Dispose();
}
