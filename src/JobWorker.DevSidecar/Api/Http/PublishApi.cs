using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/publish</c>.</summary>
internal sealed class PublishApi(Publisher publisher, BulkPublisher bulk) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("POST" or "PUT", ["v1.0" or "v1.0-alpha1", _, "bulk", var name, .. { Length: > 0 } topic]) =>
            PublishBulkAsync(call, name, string.Join('/', topic)),
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

    private async Task PublishBulkAsync(ApiCall call, string name, string topic)
    {
        var body = await call.ReadBodyAsync();
        var failed = await bulk.PublishAsync(
            name, topic, body, call.QueryMetadata(), TraceContext.Of(call.Http.Request.Headers), call.Cancel);
        if (failed.Count == 0)
        {
            await call.NoContent();
            return;
        }

        await call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("failedEntries"u8);
            foreach (var entry in failed)
            {
                json.WriteStartObject();
                json.WriteString("entryId"u8, entry.EntryId);
                json.WriteString("error"u8, entry.Error);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("errorCode"u8, "ERR_PUBSUB_PUBLISH_MESSAGE"u8);
            json.WriteEndObject();
        }, StatusCodes.Status500InternalServerError);
    }
}
