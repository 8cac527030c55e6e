using System.Collections.Immutable;

namespace JobWorker.DevCluster.Objects;

/// <summary>A kind of object the API serves.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">Such as <c>v1</c>.</param>
/// <param name="Plural">The name in paths.</param>
/// <param name="Kind">The name in objects.</param>
/// <param name="Namespaced">False for nodes and namespaces.</param>
/// <param name="ShortNames">What kubectl's users may type instead.</param>
internal sealed record ResourceType(
    string Group, string Version, string Plural, string Kind, bool Namespaced, ImmutableArray<string> ShortNames)
{
    public static readonly ResourceType Namespaces = new("", "v1", "namespaces", "Namespace", false, ["ns"]);
    public static readonly ResourceType Nodes = new("", "v1", "nodes", "Node", false, ["no"]);
    public static readonly ResourceType Pods = new("", "v1", "pods", "Pod", true, ["po"]);
    public static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true, ["cm"]);
    public static readonly ResourceType Secrets = new("", "v1", "secrets", "Secret", true, []);
    public static readonly ResourceType Events = new("", "v1", "events", "Event", true, ["ev"]);
    public static readonly ResourceType ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount", true, ["sa"]);
    public static readonly ResourceType Jobs = new("batch", "v1", "jobs", "Job", true, []);
    public static readonly ResourceType Leases = new("coordination.k8s.io", "v1", "leases", "Lease", true, []);

    public static readonly ImmutableArray<ResourceType> All =
        [Namespaces, Nodes, Pods, ConfigMaps, Secrets, Events, ServiceAccounts, Jobs, Leases];

    /// <summary>The value of <c>apiVersion</c>: <c>v1</c>, <c>batch/v1</c>.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name in messages: <c>pods</c>, <c>jobs.batch</c>.</summary>
    public string Qualified { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The kind in messages: <c>Pod</c>, <c>Job.batch</c>.</summary>
    public string QualifiedKind { get; } = Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>Whether objects have a status that only the <c>status</c> subresource writes.</summary>
    public bool HasStatus => this == Jobs || this == Pods || this == Namespaces || this == Nodes;

    public static ResourceType? ByPlural(string group, string version, string plural) =>
        All.FirstOrDefault(type => type.Plural == plural && type.Group == group && type.Version == version);

    public static ResourceType? ByKind(string? apiVersion, string? kind) =>
        All.FirstOrDefault(type => type.Kind == kind && type.ApiVersion == apiVersion);

    // One instance per kind, so identity is equality; the generated comparison would walk seven members on every look-up.
    public bool Equals(ResourceType? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Plural.GetHashCode(StringComparison.Ordinal);
}
