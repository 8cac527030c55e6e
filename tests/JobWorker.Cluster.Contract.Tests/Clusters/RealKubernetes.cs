namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>A real API server with real controllers; its nodes are simulated.</summary>
public sealed class RealKubernetes : ClusterUnderTest
{
    private RealCluster? _cluster;
    private string? _missing;

    internal override string? Missing => _missing;

    internal override KubernetesApi Api => _cluster!.Api;

    /// <summary>The API as one who comes with a token that nobody knows.</summary>
    internal KubernetesApi Stranger => _cluster!.ApiWith("nobody-knows-this");

    /// <summary>The API as one who may do nothing.</summary>
    internal KubernetesApi Nobody => _cluster!.ApiWith(_cluster.UserToken);

    public override async Task InitializeAsync() => (_cluster, _missing) = await RealCluster.StartAsync(new RealClusterOptions());

    public override async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

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
