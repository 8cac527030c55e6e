namespace JobWorker.Cluster.Contract.Tests.Clusters;

/// <summary>Statements that are tried on the development cluster.</summary>
[CollectionDefinition(Name)]
public sealed class Development : ICollectionFixture<DevelopmentCluster>
{
    public const string Name = "the development cluster";
}

/// <summary>Statements that are tried on a real one.</summary>
[CollectionDefinition(Name)]
public sealed class Real : ICollectionFixture<RealKubernetes>
{
    public const string Name = "a real cluster";
}
