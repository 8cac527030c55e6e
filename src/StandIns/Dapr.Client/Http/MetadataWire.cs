namespace Dapr.Client.Http;

/// <summary>What is read of <c>GET /v1.0/metadata</c>; empty parts are left out by the sidecar.</summary>
internal sealed record MetadataWire(
    string? Id,
    ActorWire[]? Actors,
    ActorRuntimeWire? ActorRuntime,
    Dictionary<string, string>? Extended,
    ComponentWire[]? Components)
{
    /// <summary>The same, in the client's terms.</summary>
    public DaprMetadata ToMetadata() => new(
        Id ?? "",
        [.. (ActorRuntime?.ActiveActors ?? Actors ?? []).Select(x => new DaprActorMetadata(x.Type, x.Count))],
        Extended ?? [],
        [.. (Components ?? []).Select(x => new DaprComponentsMetadata(x.Name, x.Type, x.Version ?? "", x.Capabilities ?? []))]);
}

/// <summary>One actor type.</summary>
internal sealed record ActorWire(string Type, int Count);

/// <summary>The actor runtime.</summary>
internal sealed record ActorRuntimeWire(ActorWire[]? ActiveActors);

/// <summary>One component.</summary>
internal sealed record ComponentWire(string Name, string Type, string? Version, string[]? Capabilities);
