using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Api;

/// <summary>Sends each request to what serves it, and turns refusals into <c>Status</c> bodies.</summary>
internal sealed class ApiEndpoint(Reads reads, Watches watches, Writes writes, Deletes deletes, PodLogs logs)
{
    private const string ReviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (ApiException e) when (!context.Response.HasStarted)
        {
            await context.WriteAsync(e);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await context.WriteAsync(e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ApiException.TooLarge()
                : ApiException.BadRequest(e.Message));
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var url = context.Request.Path.Value ?? "";
        if (context.Request.Method == "POST" && url == ReviewPath)
        {
            return ReviewAsync(context);
        }

        if (RequestPath.Parse(url) is { } path)
        {
            return path.Subresource is "log" && path.Type == ResourceType.Pods
                ? logs.GetAsync(context, path)
                : ObjectsAsync(context, path);
        }

        if (url is "/healthz" or "/livez" or "/readyz")
        {
            return context.Response.WriteAsync("ok");
        }

        return context.Request.Method == "GET" && Discovery.Answer(url) is { } answer
            ? context.WriteAsync(StatusCodes.Status200OK, answer)
            : throw ApiException.NoSuchPath();
    }

    private Task ObjectsAsync(HttpContext context, RequestPath path)
    {
        if (path.Subresource is not (null or "status"))
        {
            throw ApiException.NoSuchPath();
        }

        var watch = context.Request.Flag("watch");

        return (context.Request.Method, path.Name) switch
        {
            ("GET", _) when watch => watches.WatchAsync(context, path),
            ("GET", null) => reads.ListAsync(context, path),
            ("GET", _) => reads.GetAsync(context, path),
            ("POST", null) => writes.CreateAsync(context, path),
            ("PUT", not null) => writes.ReplaceAsync(context, path),
            ("PATCH", not null) => writes.PatchAsync(context, path),
            ("DELETE", not null) when path.Subresource is null => deletes.DeleteAsync(context, path),
            ("DELETE", null) => deletes.DeleteAllAsync(context, path),
            _ => throw ApiException.MethodNotAllowed(),
        };
    }

    /// <summary>Everyone may do everything here.</summary>
    private static async Task ReviewAsync(HttpContext context)
    {
        var review = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted);
        review["status"] = new JsonObject { ["allowed"] = true, ["reason"] = "the development cluster has no access rules" };
        await context.WriteAsync(StatusCodes.Status201Created, review);
    }
}
