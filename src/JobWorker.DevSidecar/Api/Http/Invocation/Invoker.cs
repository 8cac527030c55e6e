using JobWorker.DevSidecar.Api.Http.Invocation.Peers;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>Who asks and where.</summary>
/// <param name="AppId">The app beside this sidecar.</param>
/// <param name="Namespace">Of the app; <c>default</c> where the environment says nothing.</param>
/// <param name="HasApp">There is an app to call.</param>
internal sealed record InvocationSelf(string AppId, string Namespace, bool HasApp);

/// <summary>Finds whom an invocation means and asks them.</summary>
/// <param name="self">This side.</param>
/// <param name="app">For what is meant for this app.</param>
/// <param name="endpoints">HTTPEndpoint resources by name.</param>
/// <param name="peers">For other apps on this machine.</param>
/// <param name="outside">For addresses.</param>
/// <param name="hop">Tells calls of other sidecars.</param>
/// <param name="policies">Around each call of this side's app.</param>
internal sealed class Invoker(
    InvocationSelf self, AppChannel app, IReadOnlyDictionary<string, HttpEndpoint> endpoints, PeerCalls peers, Outside outside,
    PeerHop hop, InvocationPolicies policies)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Opens the answer; nothing has gone to the caller yet.</summary>
    /// <remarks>What comes from another sidecar has been under the policies of that one.</remarks>
    /// <exception cref="Routing.ApiException">Nobody could be asked.</exception>
    public Task<OpenAnswer> OpenAsync(HttpRequest request, InvocationTarget target, CancellationToken cancel) =>
        hop.IsMarked(request.Headers)
            ? AskAppAsync(request, target, Identity(request.Headers), cancel)
            : policies.RunAsync(request, target, token => OpenOnceAsync(request, target, token), cancel);

    private Task<OpenAnswer> OpenOnceAsync(HttpRequest request, InvocationTarget target, CancellationToken cancel)
    {
        if (target.IsAddress)
        {
            return outside.OpenAsync(request, target, target.Id.TrimEnd('/'), Nothing, cancel);
        }

        if (endpoints.TryGetValue(target.Id, out var endpoint))
        {
            var address = endpoint.BaseUrl.AbsoluteUri.TrimEnd('/');
            return outside.OpenAsync(request, target, address, endpoint.Headers, cancel);
        }

        var (id, space) = Split(target.Id);
        return id == self.AppId && space == self.Namespace
            ? AskAppAsync(request, target, Identity(id), cancel)
            : peers.OpenAsync(request, target, id, space, Identity(id), cancel);
    }

    private async Task<OpenAnswer> AskAppAsync(
        HttpRequest request, InvocationTarget target, Dictionary<string, string> identity, CancellationToken cancel)
    {
        if (!self.HasApp)
        {
            throw InvocationErrors.Failed(
                target.Id, $"{self.AppId} has no app channel: its sidecar was started without --app-port");
        }

        var message = ForwardedRequest.To(request, $"{app.Address}/{target.Method}", identity);
        try
        {
            return await app.OpenAsync(message, cancel);
        }
        catch (AppUnreachableException e)
        {
            throw InvocationErrors.Failed(target.Id, e.Message, e);
        }
    }

    private (string Id, string Space) Split(string target) => target.Split('.') switch
    {
        [var id] => (id, self.Namespace),
        [var id, var space] => (id, space),
        _ => throw InvocationErrors.Failed(target, $"invalid app id {target}: it is app-id or app-id.namespace"),
    };

    private Dictionary<string, string> Identity(string callee) => new(StringComparer.OrdinalIgnoreCase)
    {
        [ForwardedRequest.CallerId] = self.AppId,
        [ForwardedRequest.CallerNamespace] = self.Namespace,
        [ForwardedRequest.CalleeId] = callee,
    };

    /// <summary>As the peer says.</summary>
    private Dictionary<string, string> Identity(IHeaderDictionary headers) => new(StringComparer.OrdinalIgnoreCase)
    {
        [ForwardedRequest.CallerId] = headers[ForwardedRequest.CallerId].ToString(),
        [ForwardedRequest.CallerNamespace] = headers[ForwardedRequest.CallerNamespace].ToString(),
        [ForwardedRequest.CalleeId] = self.AppId,
    };
}
