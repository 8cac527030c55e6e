using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Resources.Configurations;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Resources;

/// <summary>Everything the resource files say to this app.</summary>
/// <param name="Components">In the order of the files.</param>
/// <param name="Subscriptions">The declarative ones.</param>
/// <param name="Resiliency">All Resiliency resources together.</param>
/// <param name="Features">Names of the features switched on.</param>
/// <param name="Warnings">What was read and has no effect here.</param>
internal sealed record ResourceSet(
    IReadOnlyList<ComponentResource> Components,
    IReadOnlyList<Subscription> Subscriptions,
    ResiliencyPolicies Resiliency,
    IReadOnlySet<string> Features,
    IReadOnlyList<string> Warnings)
{
    /// <summary>All Configuration resources together.</summary>
    public SidecarConfiguration Configuration { get; init; } = SidecarConfiguration.Default;

    /// <summary>Addresses outside that can be invoked by name.</summary>
    public IReadOnlyList<HttpEndpointResource> HttpEndpoints { get; init; } = [];

    /// <summary>What the resources say that are read once: their content by <c>Kind name</c>.</summary>
    public IReadOnlyDictionary<string, string> ReadOnce { get; init; } = new Dictionary<string, string>();
}

/// <summary>A component before its references are resolved.</summary>
/// <param name="Name">The name apps use.</param>
/// <param name="Type">Such as <c>pubsub.redis</c>.</param>
/// <param name="Version">Such as <c>v1</c>.</param>
/// <param name="Metadata">Its settings.</param>
/// <param name="SecretStore">The secret store that <c>secretKeyRef</c> means; empty when there is none.</param>
/// <param name="IgnoreErrors">Start without it when it cannot be made.</param>
/// <param name="Source">Path and line.</param>
internal sealed record ComponentResource(
    string Name, string Type, string Version, IReadOnlyList<MetadataItem> Metadata, string SecretStore, bool IgnoreErrors,
    string Source)
{
    /// <summary>Time it may take to come up. Default 5 s.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public bool IsSecretStore => Type.StartsWith("secretstores.", StringComparison.OrdinalIgnoreCase);

    /// <summary>It says that actors keep their state in it.</summary>
    public bool IsActorStore =>
        Type.StartsWith("state.", StringComparison.OrdinalIgnoreCase)
        && Metadata.Any(item => item.Name.Equals("actorStateStore", StringComparison.OrdinalIgnoreCase)
            && item.Value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Equal for resources that make the same component, wherever they are written.</summary>
    public string Fingerprint => string.Join('\n', [
        Name, Type, Version, SecretStore, $"{IgnoreErrors} {InitTimeout}",
        .. Metadata.Select(item => string.Join('\t', item.Name, item.Value, item.SecretName, item.SecretKey, item.EnvRef))]);
}

/// <summary>One entry of <c>spec.metadata</c>: a value, or where to find it.</summary>
internal sealed record MetadataItem(
    string Name, string Value, string? SecretName, string? SecretKey, string? EnvRef, string Source);
