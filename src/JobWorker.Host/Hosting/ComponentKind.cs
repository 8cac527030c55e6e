namespace JobWorker.Host.Hosting;

/// <summary>What a component is, by the type its YAML gives it.</summary>
internal static class ComponentKind
{
    public const string PubSub = "pubsub.";
    public const string Binding = "bindings.";
    public const string StateStore = "state.";
    public const string LockStore = "lock.";
    public const string SecretStore = "secretstores.";

    public static bool IsPubSub(string type) => type.StartsWith(PubSub, StringComparison.Ordinal);

    public static bool IsBinding(string type) => type.StartsWith(Binding, StringComparison.Ordinal);
}
