namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>A cluster that is asked whether it keeps the contract; one for all statements.</summary>
public abstract class ClusterUnderTest : IAsyncLifetime
{
    /// <summary>Why the statements cannot be tried on it; none when they can.</summary>
    internal abstract string? Missing { get; }

    /// <summary>The API as one who may do everything.</summary>
    internal abstract KubernetesApi Api { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>A namespace of its own for a statement.</summary>
    internal abstract Task<string> NewNamespaceAsync();

    /// <summary>Forgets what was before: older versions can be neither watched nor listed on.</summary>
    internal abstract Task ForgetAsync(string space);
}
