using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Routing;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>Where the errors of the API meet gRPC's statuses, as daprd pairs them.</summary>
internal static class GrpcErrors
{
    public static GrpcStatus StatusOf(ApiException error) => (error.Code, error.Status) switch
    {
        ("ERR_STATE_STORE_NOT_CONFIGURED" or "ERR_PUBSUB_NOT_CONFIGURED" or "ERR_LOCK_STORE_NOT_CONFIGURED", _) =>
            GrpcStatus.FailedPrecondition,
        ("ERR_STATE_STORE_NOT_SUPPORTED" or "ERR_NOT_SUPPORTED_STATE_OPERATION", _) => GrpcStatus.Unimplemented,
        ("ERR_PUBSUB_CLOUD_EVENTS_SER", _) => GrpcStatus.InvalidArgument,
        (_, StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound) => GrpcStatus.InvalidArgument,
        (_, StatusCodes.Status403Forbidden) => GrpcStatus.PermissionDenied,
        (_, StatusCodes.Status409Conflict) => GrpcStatus.Aborted,
        _ => GrpcStatus.Internal,
    };
}
