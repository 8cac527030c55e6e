using JobWorker.DevSidecar.Api.Grpc.Messages;
using JobWorker.DevSidecar.Api.Grpc.Wire;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Resources.Configurations;

namespace JobWorker.DevSidecar.Api.Grpc;

/// <summary>The methods of <c>dapr.proto.runtime.v1.Dapr</c> that this sidecar has; Dapr has more.</summary>
internal static class DaprService
{
    /// <summary>The methods by name, those left out that <paramref name="rules"/> do not admit.</summary>
    public static IReadOnlyDictionary<string, UnaryMethod> MethodsOf(SidecarOperations operations, ApiRules rules) =>
        All(operations).Where(method => rules.Admits(GroupOf(method.Key), VersionOf(method.Key), ApiRules.Grpc))
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>The name that rules about APIs know it by.</summary>
    private static string GroupOf(string method) => method switch
    {
        "PublishEvent" => "publish",
        "InvokeBinding" => "bindings",
        "TryLockAlpha1" => "lock",
        "UnlockAlpha1" => "unlock",
        "GetMetadata" or "SetMetadata" => "metadata",
        "Shutdown" => "shutdown",
        _ => "state",
    };

    private static string VersionOf(string method) =>
        method.EndsWith("Alpha1", StringComparison.Ordinal) ? "v1alpha1" : "v1";

    private static Dictionary<string, UnaryMethod> All(SidecarOperations operations)
    {
        var state = new StateMethods(operations.State);
        var messaging = new MessagingMethods(operations.Publisher, operations.Bindings);
        var locks = new LockMethods(operations.Locks);
        var metadata = new MetadataMethods(operations.Facts);
        return new Dictionary<string, UnaryMethod>(StringComparer.Ordinal)
        {
            ["GetState"] = Unary.Of(GetStateRequest.Parser, state.GetAsync),
            ["GetBulkState"] = Unary.Of(GetBulkStateRequest.Parser, state.GetBulkAsync),
            ["SaveState"] = Unary.Of(SaveStateRequest.Parser, state.SaveAsync),
            ["DeleteState"] = Unary.Of(DeleteStateRequest.Parser, state.DeleteAsync),
            ["ExecuteStateTransaction"] = Unary.Of(ExecuteStateTransactionRequest.Parser, state.TransactAsync),
            ["PublishEvent"] = Unary.Of(PublishEventRequest.Parser, messaging.PublishAsync),
            ["InvokeBinding"] = Unary.Of(InvokeBindingRequest.Parser, messaging.InvokeAsync),
            ["TryLockAlpha1"] = Unary.Of(TryLockRequest.Parser, locks.TryLockAsync),
            ["UnlockAlpha1"] = Unary.Of(UnlockRequest.Parser, locks.UnlockAsync),
            ["GetMetadata"] = Unary.Of(GetMetadataRequest.Parser, metadata.GetAsync),
            ["SetMetadata"] = Unary.Of(SetMetadataRequest.Parser, metadata.SetAsync),
            ["Shutdown"] = Unary.Of(ShutdownRequest.Parser, metadata.ShutdownAsync),
        };
    }
}
