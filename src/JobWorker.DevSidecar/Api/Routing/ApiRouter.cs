using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;

namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>Leads each request to its group, and every failure to Dapr's error body.</summary>
/// <param name="groups">By the second segment of the path.</param>
/// <param name="token">Who may enter.</param>
/// <param name="logger">Told of failures nobody expected.</param>
internal sealed class ApiRouter(IReadOnlyDictionary<string, IApi> groups, ApiToken token, ILogger logger)
{
    private readonly FrozenDictionary<string, IApi> _groups = groups.ToFrozenDictionary(StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        var call = new ApiCall(http, Segments(http));
        if (!MayEnter(call))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await http.Response.WriteAsync("invalid api token");
            return;
        }

        try
        {
            await (Find(call) ?? throw new ApiException(
                StatusCodes.Status404NotFound, "ERR_NOT_FOUND", $"there is no route {call.Method} {http.Request.Path}"));
        }
        catch (ApiException e)
        {
            await call.FailAsync(e);
        }
        catch (BadHttpRequestException e)
        {
            await call.FailAsync(new ApiException(e.StatusCode, "ERR_BAD_REQUEST", e.Message));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read an answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            logger.RequestFailed(call.Method, http.Request.Path, e);
            await call.FailAsync(new ApiException(StatusCodes.Status500InternalServerError, "ERR_INTERNAL", e.Message));
        }
    }

    private Task? Find(ApiCall call) =>
        call.Path.Length >= 2 && _groups.TryGetValue(call.Path[1], out var group) ? group.Route(call) : null;

    private bool MayEnter(ApiCall call) =>
        token.Admits(call.Http.Request.Headers)
        || (call.Method == "GET" && call.Path is ["v1.0", "healthz"] or ["v1.0", "healthz", "outbound"]);

    /// <summary>Taken from the raw target, so that an escaped slash stays inside its segment.</summary>
    private static string[] Segments(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] and var raw
            ? raw
            : http.Request.Path.Value ?? "";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var parts = (end < 0 ? target : target[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < parts.Length; at++)
        {
            if (parts[at].Contains('%', StringComparison.Ordinal))
            {
                parts[at] = Uri.UnescapeDataString(parts[at]);
            }
        }

        return parts;
    }
}
