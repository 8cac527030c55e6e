using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using Microsoft.AspNetCore.Http.Features;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>Leads each gRPC call to its method, and every failure to a status.</summary>
/// <param name="methods">By name.</param>
/// <param name="token">Who may enter.</param>
/// <param name="components">Kept in force while a call uses them.</param>
/// <param name="limit">Bytes a message may have.</param>
/// <param name="clock">Measures deadlines.</param>
/// <param name="logger">Told of failures nobody expected.</param>
internal sealed class GrpcRouter(
    IReadOnlyDictionary<string, UnaryMethod> methods, ApiToken token, ComponentRegistry components, long limit,
    TimeProvider clock, ILogger logger)
{
    public const string Service = "/dapr.proto.runtime.v1.Dapr/";

    public async Task HandleAsync(HttpContext http)
    {
        if (!IsCall(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        GrpcResponse.Begin(http.Response);
        try
        {
            await AnswerAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read an answer.
        }
        catch (GrpcException e)
        {
            await GrpcResponse.EndAsync(http.Response, e.Status, e.Message);
        }
        catch (ApiException e)
        {
            ApiCall.SetMetadata(http.Response, e.Metadata);
            await GrpcResponse.EndAsync(http.Response, GrpcErrors.StatusOf(e), e.Message);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            logger.RequestFailed(http.Request.Method, http.Request.Path, e);
            await GrpcResponse.EndAsync(http.Response, GrpcStatus.Internal, e.Message);
        }
    }

    private static bool IsCall(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type
        && (type is "application/grpc" || type.StartsWith("application/grpc+proto", StringComparison.Ordinal)
            || type.StartsWith("application/grpc;", StringComparison.Ordinal));

    private async Task AnswerAsync(HttpContext http)
    {
        if (!token.Admits(http.Request.Headers))
        {
            throw new GrpcException(GrpcStatus.Unauthenticated, "dapr-api-token is missing or is not the sidecar's");
        }

        var method = Find(http.Request.Path.Value ?? "");
        var reply = await CallAsync(method, http);
        ApiCall.SetMetadata(http.Response, reply.Metadata);
        await GrpcFrame.WriteAsync(http.Response.Body, reply.Message, http.RequestAborted);
        await GrpcResponse.EndAsync(http.Response, GrpcStatus.Ok, "");
    }

    private UnaryMethod Find(string path)
    {
        if (!path.StartsWith(Service, StringComparison.Ordinal))
        {
            throw new GrpcException(GrpcStatus.Unimplemented, $"there is no {path}: only {Service}* is served");
        }

        var name = path[Service.Length..];
        return methods.GetValueOrDefault(name) ?? throw new GrpcException(
            GrpcStatus.Unimplemented, $"the method {name} is not implemented by this development sidecar");
    }

    private async Task<GrpcReply> CallAsync(UnaryMethod method, HttpContext http)
    {
        var patience = GrpcTimeout.Read(http.Request.Headers["grpc-timeout"].ToString());
        using var deadline = new CancellationTokenSource(patience, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        using var lease = components.Lease();
        try
        {
            // The length of a message is checked before it is read.
            http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            var request = await GrpcFrame.ReadAsync(http.Request.Body, limit, end.Token);
            var call = new GrpcCall(TraceContext.Of(http.Request.Headers), end.Token);

            // Not every component looks at the token, and the caller is answered in time all the same.
            return await method(request, call).WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.DeadlineExceeded, $"the call took longer than {patience}");
        }
    }
}
