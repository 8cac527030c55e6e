using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>Tests that share the real cluster with simulated nodes.</summary>
[CollectionDefinition(Name)]
public sealed class OnSimulatedNodes : ICollectionFixture<SimulatedNodes>
{
    public const string Name = "a real cluster with simulated nodes";
}

/// <summary>Tests that share the real cluster with a kubelet.</summary>
[CollectionDefinition(Name)]
public sealed class OnAKubelet : ICollectionFixture<KubeletNode>
{
    public const string Name = "a real cluster with a kubelet";
}
