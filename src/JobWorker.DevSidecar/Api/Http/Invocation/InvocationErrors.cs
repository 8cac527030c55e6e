using JobWorker.DevSidecar.Api.Routing;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>What daprd answers where an invocation comes to nothing.</summary>
internal static class InvocationErrors
{
    private const string Code = "ERR_DIRECT_INVOKE";

    /// <summary>The request names nobody, and is no route of the API either.</summary>
    public static ApiException NoTarget(ApiCall call) => new(
        StatusCodes.Status404NotFound, Code,
        "failed getting app id either from the URL path or the header dapr-app-id; "
        + $"and there is no route {call.Method} {call.Http.Request.Path}");

    /// <summary>Whoever was meant could not be asked.</summary>
    public static ApiException Failed(string id, string reason, Exception? inner = null) =>
        new(StatusCodes.Status500InternalServerError, Code, $"failed to invoke, id: {id}, err: {reason}", inner);
}
