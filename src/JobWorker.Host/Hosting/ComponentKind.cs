namespace JobWorker.Host.Hosting;

/// <summary>What a component is, by the type its YAML gives it.</summary>
internal static class ComponentKind
{
    public static bool IsPubSub(string type) => type.StartsWith("pubsub.", StringComparison.Ordinal);

    public static bool IsBinding(string type) => type.StartsWith("bindings.", StringComparison.Ordinal);
}
