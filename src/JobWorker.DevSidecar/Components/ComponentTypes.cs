using System.Collections.Frozen;
using JobWorker.DevSidecar.Components.Http;
using JobWorker.DevSidecar.Components.InMemory;
using JobWorker.DevSidecar.Components.Secrets;

namespace JobWorker.DevSidecar.Components;

/// <summary>Every component type this sidecar can make. One line a type.</summary>
internal static class ComponentTypes
{
    public static readonly FrozenDictionary<string, ComponentFactory> All = new Dictionary<string, ComponentFactory>
    {
        ["bindings.http"] = HttpBinding.CreateAsync,
        ["pubsub.in-memory"] = InMemoryPubSub.CreateAsync,
        ["secretstores.local.env"] = LocalEnvSecretStore.CreateAsync,
        ["state.in-memory"] = InMemoryStateStore.CreateAsync,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
