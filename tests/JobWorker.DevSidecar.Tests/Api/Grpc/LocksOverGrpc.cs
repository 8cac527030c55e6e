using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Tests.Support;
using Status = JobWorker.DevSidecar.Api.Grpc.Messages.UnlockResponse.Types.Status;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class LocksOverGrpc : GrpcSpec
{
    private protected override HarnessOptions Options => new()
    {
        Yaml = "kind: Component\nmetadata: {name: lockstore}\nspec: {type: lock.redis}",
        Flags = ["--embedded"],
    };

    [Fact]
    public async Task Are_held_by_one_owner_at_a_time()
    {
        Assert.True(await LockAsync("ann"));
        Assert.False(await LockAsync("bob"));
        Assert.False(await LockAsync("ann"));
        Assert.Equal(Status.LockBelongsToOthers, await UnlockAsync("bob"));
        Assert.Equal(Status.Success, await UnlockAsync("ann"));
        Assert.Equal(Status.LockDoesNotExist, await UnlockAsync("ann"));
        Assert.True(await LockAsync("bob"));
    }

    [Theory]
    [InlineData("lockstore", "", "ann", 1, "ResourceId is empty in lock store lockstore")]
    [InlineData("lockstore", "r", "", 1, "LockOwner is empty in lock store lockstore")]
    [InlineData("lockstore", "r", "ann", 0, "ExpiryInSeconds is not positive in lock store lockstore")]
    [InlineData("other", "r", "ann", 1, "lock store other not found")]
    public async Task Are_refused_with_the_reason(string store, string resource, string owner, int expiry, string problem)
    {
        var request = new TryLockRequest { StoreName = store, ResourceId = resource, LockOwner = owner, ExpiryInSeconds = expiry };

        (await Client.CallAsync("TryLockAlpha1", request)).IsError(GrpcClient.InvalidArgument, problem);
    }

    private async Task<bool> LockAsync(string owner) => (await Client.CallAsync(
        "TryLockAlpha1",
        new TryLockRequest { StoreName = "lockstore", ResourceId = "leader", LockOwner = owner, ExpiryInSeconds = 30 }))
        .As(TryLockResponse.Parser).Success;

    private async Task<Status> UnlockAsync(string owner) => (await Client.CallAsync(
        "UnlockAlpha1", new UnlockRequest { StoreName = "lockstore", ResourceId = "leader", LockOwner = owner }))
        .As(UnlockResponse.Parser).Status;
}
