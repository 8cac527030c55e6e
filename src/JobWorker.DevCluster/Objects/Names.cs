using System.Text.RegularExpressions;

namespace JobWorker.DevCluster.Objects;

/// <summary>The rules names and labels obey, and the random endings of generated names.</summary>
internal static partial class Names
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary><paramref name="prefix"/>, cut so that the whole fits a label, and five random characters.</summary>
    public static string Generate(string prefix) =>
        $"{(prefix.Length > 58 ? prefix[..58] : prefix)}{Random.Shared.GetString(Alphabet, 5)}";

    /// <summary>What is wrong with a name, or none.</summary>
    public static string? Problem(ResourceType type, string name) =>
        type == ResourceType.Namespaces ? LabelProblem(name)
        : name.Length > 253 ? "must be no more than 253 characters"
        : !Subdomain().IsMatch(name) ? SubdomainRule
        : type == ResourceType.Jobs && name.Length > 63 ? "must be no more than 63 characters"
        : null;

    /// <summary>What is wrong with a DNS label, such as a container's name, or none.</summary>
    public static string? LabelProblem(string name) =>
        name.Length > 63 ? "must be no more than 63 characters"
        : !Label().IsMatch(name) ? LabelRule
        : null;

    public static bool IsLabelValue(string value) => value.Length <= 63 && LabelValue().IsMatch(value);

    public static bool IsLabelKey(string key) => key.Split('/') switch
    {
        [var name] => IsLabelName(name),
        [var prefix, var name] => prefix.Length <= 253 && Subdomain().IsMatch(prefix) && IsLabelName(name),
        _ => false,
    };

    private static bool IsLabelName(string name) => name.Length > 0 && IsLabelValue(name);

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
        + "and must start and end with an alphanumeric character";

    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
        + "and must start and end with an alphanumeric character";

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();
}
