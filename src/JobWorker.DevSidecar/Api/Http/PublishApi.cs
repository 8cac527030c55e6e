using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/publish</c>.</summary>
internal sealed class PublishApi(Publisher publisher) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", [_, _, "bulk", _, _, ..]) => throw new ApiException(
            StatusCodes.Status501NotImplemented, "ERR_API_UNIMPLEMENTED",
            "bulk publishing is not implemented by this development sidecar"),
        ("POST" or "PUT", ["v1.0", _]) => PublishAsync(call, "", ""),
        ("POST" or "PUT", ["v1.0", _, var name, .. var topic]) => PublishAsync(call, name, string.Join('/', topic)),
        _ => null,
    };

    private async Task PublishAsync(ApiCall call, string name, string topic)
    {
        var data = await call.ReadBodyAsync();
        await publisher.PublishAsync(
            new Publication(
                name, topic, data, call.Http.Request.ContentType ?? "", call.QueryMetadata(),
                TraceContext.Of(call.Http.Request.Headers)),
            call.Cancel);
        await call.NoContent();
    }
}
