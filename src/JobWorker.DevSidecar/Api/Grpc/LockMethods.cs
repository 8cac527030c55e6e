using Google.Protobuf;
using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Operations;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>Locks over gRPC.</summary>
internal sealed class LockMethods(Locks locks)
{
    public async Task<IMessage> TryLockAsync(TryLockRequest request, GrpcCall call) => new TryLockResponse
    {
        Success = await locks.TryLockAsync(
            request.StoreName, request.ResourceId, request.LockOwner, request.ExpiryInSeconds, call.Cancel),
    };

    public async Task<IMessage> UnlockAsync(UnlockRequest request, GrpcCall call) => new UnlockResponse
    {
        // The numbers are the same, by Dapr's contract.
        Status = (UnlockResponse.Types.Status)await locks.UnlockAsync(
            request.StoreName, request.ResourceId, request.LockOwner, call.Cancel),
    };
}
