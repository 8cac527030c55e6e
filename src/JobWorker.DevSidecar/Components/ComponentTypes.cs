using System.Collections.Frozen;

namespace JobWorker.DevSidecar.Components;

/// <summary>Every component type this sidecar can make. One line a type.</summary>
internal static class ComponentTypes
{
    public static readonly FrozenDictionary<string, ComponentFactory> All = new Dictionary<string, ComponentFactory>
    {
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
