using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Resources;

/// <summary>Turns references and templates in component metadata into values.</summary>
/// <param name="appId">For <c>{appID}</c>.</param>
/// <param name="environment">The sidecar's environment variables.</param>
/// <param name="clock">For <c>{uuid}</c>.</param>
internal sealed class ValueResolver(string appId, Func<string, string?> environment, TimeProvider clock)
{
    /// <summary>The component's settings as its factory gets them.</summary>
    /// <exception cref="ResourceException">A reference leads nowhere.</exception>
    public ComponentSpec Resolve(ComponentResource resource, IReadOnlyList<Component> made) => new(
        resource.Name, resource.Type, resource.Version, Resolve(resource.Metadata, resource.SecretStore, made), resource.Source);

    /// <summary>Values by name, names without case.</summary>
    /// <exception cref="ResourceException">A reference leads nowhere.</exception>
    public IReadOnlyDictionary<string, string> Resolve(
        IReadOnlyList<MetadataItem> items, string secretStore, IReadOnlyList<Component> made)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            values[item.Name] = Fill(item switch
            {
                { EnvRef: { } variable } => Variable(item, variable),
                { SecretName: { } secret } => Secret(item, secret, secretStore, made),
                _ => item.Value,
            });
        }

        return values;
    }

    /// <summary>Variables that hold the sidecar's own secrets are nobody's to read.</summary>
    public static bool IsReadable(string variable) =>
        !variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase)
        && !variable.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase);

    /// <summary>A variable that is not set is empty, as in daprd: the component then has its default or says what it misses.</summary>
    private string Variable(MetadataItem item, string variable) => IsReadable(variable)
        ? environment(variable) ?? ""
        : throw new ResourceException(item.Source, $"{item.Name}: envRef must not name {variable}.");

    private static string Secret(MetadataItem item, string secret, string store, IReadOnlyList<Component> made)
    {
        if (store.Length == 0)
        {
            throw new ResourceException(item.Source, $"{item.Name}: secretKeyRef needs auth.secretStore beside spec.");
        }

        var values = made.FirstOrDefault(component => component.Spec.Name == store)?.Instance is ISecretStore found
            ? found.Get(secret)
            : throw new ResourceException(item.Source, $"{item.Name}: there is no secret store \"{store}\".");
        var key = item.SecretKey is { Length: > 0 } given ? given : secret;
        return values?.GetValueOrDefault(key) ?? throw new ResourceException(
            item.Source, $"{item.Name}: secret store \"{store}\" has no secret {secret} with the key {key}.");
    }

    private string Fill(string value)
    {
        if (!value.Contains('{', StringComparison.Ordinal))
        {
            return value;
        }

        var space = environment("NAMESPACE") is { Length: > 0 } name ? $"{name}.{appId}" : appId;
        return value
            .Replace("{uuid}", Guid.CreateVersion7(clock.GetUtcNow()).ToString(), StringComparison.Ordinal)
            .Replace("{podName}", environment("POD_NAME") ?? "", StringComparison.Ordinal)
            .Replace("{namespace}", space, StringComparison.Ordinal)
            .Replace("{appID}", appId, StringComparison.Ordinal);
    }
}
