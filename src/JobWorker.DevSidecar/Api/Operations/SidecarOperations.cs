namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>What can be asked over HTTP and over gRPC alike.</summary>
internal sealed record SidecarOperations(
    StateOperations State, Publisher Publisher, OutputBindings Bindings, Locks Locks, SidecarFacts Facts);
