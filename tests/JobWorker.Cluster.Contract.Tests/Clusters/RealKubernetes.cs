namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>A real API server with real controllers; its nodes are simulated.</summary>
public sealed class RealKubernetes : ClusterUnderTest
{
    private RealCluster? _cluster;

    internal override string? Missing => KubernetesTool.Missing(NodeKind.Simulated);

    internal override KubernetesApi Api => _cluster!.Api;

    public override async Task InitializeAsync()
    {
        if (Missing is null)
        {
            _cluster = await RealCluster.StartAsync(new RealClusterOptions());
        }
    }

    public override async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    internal override KubernetesApi Stranger() => _cluster!.ApiWith("nobody-knows-this");

    internal override KubernetesApi Nobody() => _cluster!.ApiWith(_cluster.UserToken);

    internal override Task<string> NewNamespaceAsync() => _cluster!.NewNamespaceAsync();

    /// <summary>The API server keeps recent changes to itself, so it must go too.</summary>
    internal override async Task ForgetAsync(string space)
    {
        await Api.PatchAsync($"/api/v1/namespaces/{space}", """{"metadata":{"labels":{"forgotten":"true"}}}""");
        await _cluster!.CompactAsync();
        await _cluster.KillAsync("apiserver");
        await _cluster.UpAsync();
    }
}
