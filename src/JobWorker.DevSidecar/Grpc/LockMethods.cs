using Google.Protobuf;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Grpc.Messages;
using JobWorker.DevSidecar.Grpc.Wire;

namespace JobWorker.DevSidecar.Grpc;

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
