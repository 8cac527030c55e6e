using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Resources.Resiliency;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Http.Invocation.Peers;

/// <summary>Calls other apps by way of their sidecars on this machine, those of one app in turn.</summary>
/// <remarks>
/// As in daprd a call is tried three times more, a second apart, but only where no connection came about: nothing of it has
/// been read by anybody then. An app that is listed as a target has its own policies in place of these.
/// </remarks>
internal sealed class PeerCalls(PeerDirectory directory, Runners runners) : IDisposable
{
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
        var call = new Call<OpenAnswer>(token => OpenOnceAsync(request, target, appId, podNamespace, identity, token))
        {
            JudgeError = e => new Failure(
                e.Message, Final: e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }),
            What = appId,
        };
        try
        {
            return await (runners.HasApp(appId)
                ? call.Make(cancel)
                : runners.BuiltIn(BuiltInRetries.Service).RunAsync(call, cancel));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw InvocationErrors.Failed(target.Id, e.Message, e);
        }
    }

    private async Task<OpenAnswer> OpenOnceAsync(
        HttpRequest request, InvocationTarget target, string appId, string podNamespace, Dictionary<string, string> identity,
        CancellationToken cancel)
    {
        var peer = directory.Next(appId, podNamespace) ?? throw InvocationErrors.Failed(
            target.Id, $"couldn't find service: {appId}. No sidecar of it in namespace {podNamespace} uses this --data-path");
        identity[PeerHop.Header] = peer.Key;
        identity[InvocationTarget.IdHeader] = appId;
        try
        {
            return await _http.SendAsync(request, peer.Address.AbsoluteUri + target.Method, identity, cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            directory.Forget(appId);
            throw;
        }
    }

    public void Dispose() => _http.Dispose();
}
