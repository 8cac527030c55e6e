using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Hosting;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/healthz</c> and <c>/v1.0/healthz/outbound</c>.</summary>
internal sealed class HealthApi(SidecarStatus status, string appId) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["v1.0", _]) => Health(call),
        ("GET", ["v1.0", _, "outbound"]) => status.OutboundReady
            ? call.NoContent()
            : throw NotReady("ERR_OUTBOUND_HEALTH_NOT_READY", "dapr outbound is not ready"),
        _ => null,
    };

    private Task Health(ApiCall call)
    {
        if (!status.Ready)
        {
            throw NotReady("ERR_HEALTH_NOT_READY", "dapr is not ready");
        }

        return call.Http.Request.Query["appid"].ToString() is { Length: > 0 } asked && asked != appId
            ? throw NotReady("ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match")
            : call.NoContent();
    }

    private static ApiException NotReady(string code, string message) =>
        new(StatusCodes.Status500InternalServerError, code, message);
}
