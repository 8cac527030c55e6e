namespace JobWorker.DevSidecar.Api.Grpc.Wire;

/// <summary>gRPC's numbers for how a call ended: those that this sidecar answers with.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    Unimplemented = 12,
    Internal = 13,
    Unauthenticated = 16,
}

/// <summary>A call ends with this status instead of an answer.</summary>
/// <param name="status">The status.</param>
/// <param name="message">For people.</param>
/// <param name="inner">The cause, where there is one.</param>
internal sealed class GrpcException(GrpcStatus status, string message, Exception? inner = null) : Exception(message, inner)
{
    public GrpcStatus Status { get; } = status;
}
