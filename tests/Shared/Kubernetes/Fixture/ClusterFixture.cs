namespace JobWorker.Testing.Kubernetes.Fixture;

/// <summary>One real cluster for all tests of a collection; a test that cannot have it is skipped and says why.</summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    private RealCluster? _cluster;

    /// <summary>The cluster; skips the test where there can be none.</summary>
    internal RealCluster Cluster
    {
        get
        {
            Skip.If(Missing is not null, Missing);
            return _cluster!;
        }
    }

    private protected abstract RealClusterOptions Options { get; }

    private string? Missing => KubernetesTool.Missing(Options.Nodes);

    public async Task InitializeAsync()
    {
        if (Missing is null)
        {
            _cluster = await RealCluster.StartAsync(Options);
        }
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

/// <summary>A real API server whose nodes are simulated.</summary>
public sealed class SimulatedNodes : ClusterFixture
{
    private protected override RealClusterOptions Options { get; } = new();
}

/// <summary>A real API server with a real kubelet.</summary>
public sealed class KubeletNode : ClusterFixture
{
    private protected override RealClusterOptions Options { get; } = new() { Nodes = NodeKind.Kubelet };
}
