using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Hosting;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/shutdown</c>; with the header <c>dapr-force-shutdown: true</c> the process ends at once.</summary>
internal sealed class ShutdownApi(SidecarStatus status) : IApi
{
    public Task? Route(ApiCall call)
    {
        if ((call.Method, call.Path) is not ("POST", ["v1.0", _]))
        {
            return null;
        }

        var end = call.Http.Request.Headers["dapr-force-shutdown"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase)
            ? status.KillRequested
            : status.ShutdownRequested;
        call.Http.Response.OnCompleted(() =>
        {
            end.TrySetResult();
            return Task.CompletedTask;
        });
        return call.NoContent();
    }
}
