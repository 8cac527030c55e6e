using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Hosting;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/shutdown</c>.</summary>
internal sealed class ShutdownApi(SidecarStatus status) : IApi
{
    public Task? Route(ApiCall call)
    {
        if ((call.Method, call.Path) is not ("POST", ["v1.0", _]))
        {
            return null;
        }

        call.Http.Response.OnCompleted(() =>
        {
            status.ShutdownRequested.TrySetResult();
            return Task.CompletedTask;
        });
        return call.NoContent();
    }
}
