namespace JobWorker.DevSidecar.Resources.Configurations;

/// <summary>What Configuration resources say beside <c>features</c>, all of them together.</summary>
internal sealed record SidecarConfiguration
{
    public static readonly SidecarConfiguration Default = new();

    public ApiRules Api { get; init; } = ApiRules.Everything;

    /// <summary>By the secret store's name; a store without one shows all it has.</summary>
    public IReadOnlyDictionary<string, SecretScope> SecretScopes { get; init; } = new Dictionary<string, SecretScope>();

    /// <summary>Component types that must not be made, as <c>type</c> or <c>type/version</c>.</summary>
    public IReadOnlySet<string> DeniedTypes { get; init; } = new HashSet<string>();

    public ApiLogging ApiLogging { get; init; } = new(false, false, false);

    /// <summary>Whether a component of that type may be made.</summary>
    public bool Admits(ComponentResource resource) =>
        !DeniedTypes.Contains(resource.Type) && !DeniedTypes.Contains($"{resource.Type}/{resource.Version}");
}

/// <summary>Whether and how each call of the API is logged.</summary>
/// <param name="Enabled">Default false; <c>--enable-api-logging</c> outweighs it.</param>
/// <param name="ObfuscateUrls">The group alone is logged, not the path.</param>
/// <param name="OmitHealthChecks">Calls of <c>healthz</c> are not logged.</param>
internal sealed record ApiLogging(bool Enabled, bool ObfuscateUrls, bool OmitHealthChecks);

/// <summary>Which secrets of one store the app may read.</summary>
/// <param name="Denies">What is in neither list is denied.</param>
/// <param name="Allowed">When there is any, only these.</param>
/// <param name="Denied">Not these.</param>
internal sealed record SecretScope(bool Denies, IReadOnlySet<string> Allowed, IReadOnlySet<string> Denied)
{
    public bool Admits(string secret) =>
        Allowed.Count > 0 ? Allowed.Contains(secret) : !Denies && !Denied.Contains(secret);
}
