namespace JobWorker.DevSidecar.Resources.Configurations;

/// <summary>Reads <c>kind: Configuration</c>; of several the last word on a thing counts.</summary>
internal static class ConfigurationReader
{
    private static readonly string[] Applied = ["api", "components", "features", "logging", "secrets"];

    /// <summary>What the document adds to <paramref name="before"/>.</summary>
    /// <param name="document">The resource.</param>
    /// <param name="before">What earlier ones say.</param>
    /// <param name="features">Names of the features that are on; changed as the document says.</param>
    /// <param name="warnings">Gets what has no effect here.</param>
    /// <exception cref="ResourceException">A field is missing or malformed.</exception>
    public static SidecarConfiguration Read(
        YamlMap document, SidecarConfiguration before, HashSet<string> features, List<string> warnings)
    {
        if (document.Map("spec") is not { } spec)
        {
            return before;
        }

        ReadFeatures(spec, features);
        Warn(spec, "", Applied, warnings);
        return before with
        {
            Api = spec.Map("api") is { } api ? ReadApi(api, warnings) : before.Api,
            SecretScopes = spec.Map("secrets") is { } secrets ? ReadScopes(secrets) : before.SecretScopes,
            DeniedTypes = spec.Map("components")?.Texts("deny").ToHashSet() ?? before.DeniedTypes,
            ApiLogging = ReadLogging(spec.Map("logging"), before.ApiLogging, warnings),
        };
    }

    private static void ReadFeatures(YamlMap spec, HashSet<string> features)
    {
        foreach (var feature in spec.Maps("features"))
        {
            var name = feature.Require("name");
            if (feature.Truth("enabled"))
            {
                features.Add(name);
            }
            else
            {
                features.Remove(name);
            }
        }
    }

    private static ApiRules ReadApi(YamlMap api, List<string> warnings) => new(
        [.. api.Maps("allowed").Select(rule => ReadRule(rule, warnings))],
        [.. api.Maps("denied").Select(rule => ReadRule(rule, warnings))]);

    private static ApiRule ReadRule(YamlMap rule, List<string> warnings)
    {
        var name = rule.Require("name");
        if (!ApiRules.Groups.Contains(name))
        {
            warnings.Add($"{rule.Source}: there is no API \"{name}\"; known are {string.Join(", ", ApiRules.Groups)}.");
        }

        var protocol = rule.Text("protocol");
        return protocol is "" or ApiRules.Http or ApiRules.Grpc
            ? new ApiRule(name, ApiRules.Short(rule.Require("version")), protocol)
            : throw rule.Problem("protocol", $"must be http or grpc, not \"{protocol}\"");
    }

    private static Dictionary<string, SecretScope> ReadScopes(YamlMap secrets)
    {
        var scopes = new Dictionary<string, SecretScope>(StringComparer.Ordinal);
        foreach (var scope in secrets.Maps("scopes"))
        {
            var denies = scope.Text("defaultAccess").ToUpperInvariant() switch
            {
                "" or "ALLOW" => false,
                "DENY" => true,
                _ => throw scope.Problem("defaultAccess", $"must be allow or deny, not \"{scope.Text("defaultAccess")}\""),
            };
            var read = new SecretScope(
                denies, scope.Texts("allowedSecrets").ToHashSet(), scope.Texts("deniedSecrets").ToHashSet());
            if (!scopes.TryAdd(scope.Require("storeName"), read))
            {
                throw scope.Problem("storeName", "must be unique in spec.secrets.scopes");
            }
        }

        return scopes;
    }

    private static ApiLogging ReadLogging(YamlMap? logging, ApiLogging before, List<string> warnings)
    {
        if (logging?.Map("apiLogging") is not { } api)
        {
            return before;
        }

        Warn(logging, "logging.", ["apiLogging"], warnings);
        return new ApiLogging(api.Truth("enabled"), api.Truth("obfuscateURLs"), api.Truth("omitHealthChecks"));
    }

    private static void Warn(YamlMap map, string at, string[] applied, List<string> warnings)
    {
        var rest = map.Keys.Except(applied).ToList();
        if (rest.Count > 0)
        {
            warnings.Add($"{map.Source}: Configuration "
                + string.Join(", ", rest.Select(key => $"spec.{at}{key}")) + ": not applied by this sidecar.");
        }
    }
}
