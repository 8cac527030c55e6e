using JobWorker.DevSidecar.Api.Http.Invocation.Peers;
using JobWorker.DevSidecar.Resources.Configurations;

namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>Who may enter, and where to.</summary>
/// <param name="token">The API token.</param>
/// <param name="rules">Which groups answer.</param>
/// <param name="hop">Tells calls of other sidecars, which need no token.</param>
internal sealed class ApiGate(ApiToken token, ApiRules rules, PeerHop hop)
{
    /// <summary>Whether the caller shows the token, or needs none: health is for everybody.</summary>
    public bool Admits(ApiCall call) =>
        token.Admits(call.Http.Request.Headers)
        || (call.Method == "GET" && call.Path is ["v1.0", "healthz"] or ["v1.0", "healthz", "outbound"])
        || IsHop(call);

    /// <summary>Whether another sidecar asks for the app, whatever the path.</summary>
    public bool IsHop(ApiCall call) => hop.IsMarked(call.Http.Request.Headers);

    /// <summary>Whether the group of the path answers.</summary>
    public bool IsOpen(ApiCall call) => rules.Admits(call.Path[1], call.Path[0], ApiRules.Http);

    /// <summary>Whether other apps may be invoked.</summary>
    public bool MayInvoke => rules.Admits("invoke", "v1", ApiRules.Http);
}
