namespace JobWorker.DevSidecar.Resources.Configurations;

/// <summary>One entry of <c>spec.api.allowed</c> or <c>denied</c>.</summary>
/// <param name="Name">The group, such as <c>state</c>.</param>
/// <param name="Version">In the short form, such as <c>v1</c> or <c>v1alpha1</c>.</param>
/// <param name="Protocol"><c>http</c> or <c>grpc</c>; empty for both.</param>
internal sealed record ApiRule(string Name, string Version, string Protocol)
{
    public bool IsOf(string protocol) => Protocol.Length == 0 || Protocol.Equals(protocol, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Which groups of the API answer. A list that names none of a protocol does not limit it.</summary>
internal sealed record ApiRules(IReadOnlyList<ApiRule> Allowed, IReadOnlyList<ApiRule> Denied)
{
    public const string Http = "http";
    public const string Grpc = "grpc";
    public static readonly ApiRules Everything = new([], []);

    /// <summary>The names of groups that rules can be about.</summary>
    public static readonly IReadOnlySet<string> Groups = new HashSet<string>
    {
        "invoke", "state", "publish", "bindings", "secrets", "actors", "metadata", "configuration", "lock", "unlock", "crypto",
        "subtlecrypto", "workflows", "jobs", "shutdown", "conversation",
    };

    /// <summary>Health always answers.</summary>
    /// <param name="group">The second segment of the path.</param>
    /// <param name="version">The first one, or the short form.</param>
    /// <param name="protocol"><c>http</c> or <c>grpc</c>.</param>
    public bool Admits(string group, string version, string protocol)
    {
        if (group == "healthz" || (Allowed.Count == 0 && Denied.Count == 0))
        {
            return true;
        }

        var allowed = Allowed.Where(rule => rule.IsOf(protocol)).ToList();
        return (allowed.Count == 0 || allowed.Any(Matches)) && !Denied.Any(rule => rule.IsOf(protocol) && Matches(rule));

        bool Matches(ApiRule rule) => rule.Name == group && rule.Version == Short(version);
    }

    /// <summary><c>v1.0-alpha1</c> as <c>v1alpha1</c>.</summary>
    public static string Short(string version) => version.Replace("v1.0-", "v1", StringComparison.Ordinal) switch
    {
        "v1.0" => "v1",
        var other => other,
    };
}
