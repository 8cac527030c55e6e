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

    /// <summary>Why there is none, for fixtures that stand on this one; they cannot skip.</summary>
    internal string? Missing { get; private set; }

    public async Task InitializeAsync() => (_cluster, Missing) = await RealCluster.StartAsync(Options);

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

/// <summary>A real API server with simulated nodes; a lost one is missed in 10 s, and its pods are given up in 1 s.</summary>
public sealed class SimulatedNodes : ClusterFixture
{
    private protected override RealClusterOptions Options { get; } = new()
    {
        Environment = new Dictionary<string, string>
        {
            ["K8S_SIM_ARGS"] = "--heartbeat 1",
            ["K8S_KCM_ARGS"] = "--node-monitor-grace-period=10s --node-monitor-period=1s",
            ["K8S_APISERVER_ARGS"] = "--default-unreachable-toleration-seconds=1",
        },
    };
}

/// <summary>A real API server with a real kubelet.</summary>
public sealed class KubeletNode : ClusterFixture
{
    private protected override RealClusterOptions Options { get; } = new() { Nodes = NodeKind.Kubelet };
}
