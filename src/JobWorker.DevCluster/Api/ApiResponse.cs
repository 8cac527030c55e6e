using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Formats.Tables;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Api;

/// <summary>Writes answers: an object, a table of it where asked for, or a <c>Status</c>.</summary>
internal static class ApiResponse
{
    public static Task WriteAsync(this HttpContext context, int status, JsonNode body) =>
        context.WriteAsync(status, body.ToUtf8());

    public static async Task WriteAsync(this HttpContext context, int status, ReadOnlyMemory<byte> utf8)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = utf8.Length;
        await context.Response.Body.WriteAsync(utf8, context.RequestAborted);
    }

    public static Task WriteAsync(this HttpContext context, int status, StoredObject obj, TimeProvider clock) =>
        WantsTable(context.Request)
            ? context.WriteAsync(status, Table.Of(obj.Type, [obj], clock.GetUtcNow(), obj.Tree.Metadata()))
            : context.WriteAsync(status, obj.Utf8);

    public static Task WriteAsync(this HttpContext context, ApiException error)
    {
        if (error.Code == StatusCodes.Status504GatewayTimeout)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return context.WriteAsync(error.Code, error.ToStatus());
    }

    public static JsonObject Success(StoredObject obj) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject
        {
            ["name"] = obj.Name,
            ["group"] = obj.Type.Group,
            ["kind"] = obj.Type.Plural,
            ["uid"] = obj.Tree.Uid(),
        },
    };

    /// <summary>Whether the client would rather have rows to print than objects, as kubectl does.</summary>
    public static bool WantsTable(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("as=Table;v=v1;g=meta.k8s.io", StringComparison.Ordinal);
}
