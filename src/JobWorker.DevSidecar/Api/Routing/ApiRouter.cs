using System.Collections.Frozen;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>Leads each request to its group, and every failure to Dapr's error body.</summary>
/// <remarks>
/// What no group takes, for want of the path or of the verb, is an invocation that names its target by a header, as in daprd:
/// so an unknown verb on a known path is no 405 but 404, and says that nobody is named.
/// </remarks>
/// <param name="groups">By the second segment of the path; <c>invoke</c> takes what is left over.</param>
/// <param name="gate">Who may enter.</param>
/// <param name="components">Kept in force while a request uses them.</param>
/// <param name="calls">Logs calls.</param>
/// <param name="logger">Told of failures nobody expected.</param>
internal sealed class ApiRouter(
    IReadOnlyDictionary<string, IApi> groups, ApiGate gate, ComponentRegistry components, ApiAccessLog calls, ILogger logger)
{
    private readonly FrozenDictionary<string, IApi> _groups = groups.ToFrozenDictionary(StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        var call = new ApiCall(http, RequestPath.Unescape(RequestPath.Raw(http)));
        var begin = calls.Begin();
        if (gate.Admits(call))
        {
            await AnswerAsync(call);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await http.Response.WriteAsync("invalid api token");
        }

        calls.End(call, begin);
    }

    private async Task AnswerAsync(ApiCall call)
    {
        var http = call.Http;
        using var lease = UsesComponents(call) ? components.Lease() : default;
        try
        {
            await Find(call);
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

    private Task Find(ApiCall call)
    {
        var found = call.Path.Length >= 2 && !gate.IsHop(call) && gate.IsOpen(call)
            && _groups.TryGetValue(call.Path[1], out var group) ? group.Route(call) : null;
        return found ?? (gate.MayInvoke || gate.IsHop(call) ? _groups["invoke"].Route(call) : null) ?? throw new ApiException(
            StatusCodes.Status404NotFound, "ERR_NOT_FOUND", $"there is no route {call.Method} {call.Http.Request.Path}");
    }

    /// <summary>Whether a request is over as soon as its components have answered; calls of the app may last for ever.</summary>
    private static bool UsesComponents(ApiCall call) =>
        call.Path is [_, "state" or "publish" or "bindings" or "lock" or "unlock" or "secrets", ..]
            or [_, "actors", _, _, "state", ..];
}
