using System.Collections.Frozen;
using JobWorker.DevSidecar.Components.InMemory;

namespace JobWorker.DevSidecar.Components;

/// <summary>Every component type this sidecar can make. One line a type.</summary>
internal static class ComponentTypes
{
    public static readonly FrozenDictionary<string, ComponentFactory> All = new Dictionary<string, ComponentFactory>
    {
        ["pubsub.in-memory"] = InMemoryPubSub.CreateAsync,
        ["state.in-memory"] = InMemoryStateStore.CreateAsync,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
