namespace Dapr.Client;

/// <summary>What a sidecar tells of itself.</summary>
/// <param name="id">The app id.</param>
/// <param name="actors">Active actors by type.</param>
/// <param name="extended">Attributes set by the app and the CLI.</param>
/// <param name="components">Loaded components.</param>
public sealed class DaprMetadata(
    string id,
    IReadOnlyList<DaprActorMetadata> actors,
    IReadOnlyDictionary<string, string> extended,
    IReadOnlyList<DaprComponentsMetadata> components)
{
    /// <summary>The app id.</summary>
    public string Id { get; } = id;

    /// <summary>Active actors by type.</summary>
    public IReadOnlyList<DaprActorMetadata> Actors { get; } = actors;

    /// <summary>Attributes set by the app and the CLI.</summary>
    public IReadOnlyDictionary<string, string> Extended { get; } = extended;

    /// <summary>Loaded components.</summary>
    public IReadOnlyList<DaprComponentsMetadata> Components { get; } = components;
}

/// <summary>How many actors of a type are active at this sidecar.</summary>
/// <param name="type">The actor type.</param>
/// <param name="count">Active actors, 0 or more.</param>
public sealed class DaprActorMetadata(string type, int count)
{
    /// <summary>The actor type.</summary>
    public string Type { get; } = type;

    /// <summary>Active actors, 0 or more.</summary>
    public int Count { get; } = count;
}

/// <summary>A component the sidecar has loaded.</summary>
/// <param name="name">Its name in the YAML.</param>
/// <param name="type">Its type, such as <c>state.redis</c>.</param>
/// <param name="version">Its version, such as <c>v1</c>.</param>
/// <param name="capabilities">What it can do, such as <c>ETAG</c>.</param>
public sealed class DaprComponentsMetadata(string name, string type, string version, string[] capabilities)
{
    /// <summary>Its name in the YAML.</summary>
    public string Name { get; } = name;

    /// <summary>Its type, such as <c>state.redis</c>.</summary>
    public string Type { get; } = type;

    /// <summary>Its version, such as <c>v1</c>.</summary>
    public string Version { get; } = version;

    /// <summary>What it can do, such as <c>ETAG</c>.</summary>
    public string[] Capabilities { get; } = capabilities;
}
