namespace JobWorker.DevSidecar.Components;

/// <summary>A component as its YAML says, with references already resolved.</summary>
/// <param name="Name">The name apps use.</param>
/// <param name="Type">Such as <c>pubsub.redis</c>.</param>
/// <param name="Version">Such as <c>v1</c>.</param>
/// <param name="Metadata">Keys compare without case; values are strings.</param>
/// <param name="Source">Path and line, for messages to people.</param>
internal sealed record ComponentSpec(
    string Name, string Type, string Version, IReadOnlyDictionary<string, string> Metadata, string Source)
{
    /// <summary>The value of <paramref name="key"/>, or <paramref name="fallback"/> where it is absent or empty.</summary>
    public string Get(string key, string fallback = "") =>
        Metadata.TryGetValue(key, out var value) && value.Length > 0 ? value : fallback;
}

/// <summary>What a component may use of the sidecar it is in.</summary>
/// <param name="AppId">The sidecar's <c>--app-id</c>.</param>
/// <param name="EmbeddedRedis">With <c>--embedded</c>: <c>host:port</c> that takes the place of every <c>redisHost</c>.</param>
/// <param name="Clock">The time.</param>
/// <param name="Logs">Makes loggers.</param>
internal sealed record ComponentContext(string AppId, string? EmbeddedRedis, TimeProvider Clock, ILoggerFactory Logs)
{
    /// <summary>Where components say that they cannot receive.</summary>
    public ReceiveErrors ReceiveErrors { get; init; } = new();
}

/// <summary>Makes a component; throws <see cref="ComponentException"/> when its settings cannot work.</summary>
internal delegate Task<object> ComponentFactory(ComponentSpec spec, ComponentContext context, CancellationToken cancel);

/// <summary>A component cannot be made from its settings. The message names the field and the rule.</summary>
internal sealed class ComponentException(string message, Exception? inner = null) : Exception(message, inner);
