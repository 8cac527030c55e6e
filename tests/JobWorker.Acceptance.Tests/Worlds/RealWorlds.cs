using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>A worker on a real cluster; it may use every namespace, and gives a pod five seconds to start.</summary>
public abstract class RealWorld(ClusterFixture cluster) : WorldFixture
{
    protected override bool CanStart => cluster.Missing is null;

    private protected override WorldOptions Options => new()
    {
        Kubeconfig = cluster.Cluster.Kubeconfig,
        Worker = new Dictionary<string, string?>
        {
            ["POD_START_TIMEOUT"] = "5",
            ["Policy__Namespaces__0"] = "*",
            ["Callbacks__LogLines"] = "2",
        },
    };
}

/// <summary>On simulated nodes.</summary>
public sealed class SimulatedWorld(SimulatedNodes cluster) : RealWorld(cluster);

/// <summary>On a kubelet, which lets a container of a message write no more than 2 MiB to its disk.</summary>
public sealed class KubeletWorld(KubeletNode cluster) : RealWorld(cluster)
{
    private readonly string _template = Path.Combine(Path.GetTempPath(), $"jobworker-template-{Guid.NewGuid():N}.yaml");

    private protected override WorldOptions Options => base.Options with
    {
        Worker = new Dictionary<string, string?>(base.Options.Worker) { ["Templates__Default"] = _template },
    };

    protected override Task PrepareAsync() => File.WriteAllTextAsync(
        _template,
        "spec: {template: {spec: {containers: [{name: tests, resources: {limits: {ephemeral-storage: 2Mi}}}]}}}");

    protected override Task CleanUpAsync()
    {
        File.Delete(_template);
        return Task.CompletedTask;
    }
}
