using System.Collections.Frozen;
using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Tracing;

namespace JobWorker.DevSidecar.Api.Http.Actors;

/// <summary>Calls of actor methods: bytes and headers go through both ways.</summary>
internal sealed class ActorInvocation(ActorCalls calls)
{
    /// <summary>Headers that belong to one connection, or to the caller's dealings with the sidecar.</summary>
    private static readonly FrozenSet<string> Own = new[]
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
        "host", "content-length", "content-type", "expect", "date", "server", "dapr-api-token",
        PeerHeaders.Epoch, PeerHeaders.Outcome,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public async Task InvokeAsync(ApiCall call, ActorKey actor, string method)
    {
        var request = await RequestAsync(call, actor.MethodPath(method));
        try
        {
            await AnswerAsync(call.Http.Response, await calls.InvokeAsync(actor, request, call.Cancel), call.Cancel);
        }
        catch (ActorStackDepthException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_STACK_DEPTH", e.Message, e);
        }
        catch (ActorCallException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_INVOKE_METHOD",
                $"error invoke actor method: {e.Message}", e);
        }
    }

    /// <summary>The call of the app that a call of the sidecar asks for.</summary>
    public static async Task<AppRequest> RequestAsync(ApiCall call, string path)
    {
        var request = call.Http.Request;
        return new AppRequest(HttpMethod.Put, path + request.QueryString.Value)
        {
            Body = await call.ReadBodyAsync(),
            ContentType = request.ContentType,
            Headers = Headers(request),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(HttpRequest request)
    {
        foreach (var header in request.Headers)
        {
            if (!Own.Contains(header.Key))
            {
                yield return new(header.Key, header.Value.ToString());
            }
        }

        if (request.Headers.TraceParent.Count == 0)
        {
            yield return new(TraceParent.Header, TraceParent.New());
        }
    }

    /// <summary>Passes on the app's answer.</summary>
    public static async Task AnswerAsync(HttpResponse response, AppAnswer answer, CancellationToken cancel)
    {
        response.StatusCode = answer.Status;
        foreach (var header in answer.Message.Headers.NonValidated)
        {
            if (!Own.Contains(header.Key))
            {
                response.Headers[header.Key] = header.Value.ToString();
            }
        }

        foreach (var header in answer.Message.Content.Headers.NonValidated)
        {
            if (!header.Key.Equals("content-length", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers[header.Key] = header.Value.ToString();
            }
        }

        // Statuses such as 204 have no body, not even an empty one.
        if (answer.Body.Length > 0 || answer.Status == StatusCodes.Status200OK)
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, cancel);
        }
    }
}
