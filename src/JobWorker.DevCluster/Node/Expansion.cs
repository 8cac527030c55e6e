using System.Text.RegularExpressions;

namespace JobWorker.DevCluster.Node;

/// <summary>Kubernetes' <c>$(NAME)</c>; <c>$$(NAME)</c> is the text <c>$(NAME)</c>, and an unknown name stays as it is.</summary>
internal static partial class Expansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables) =>
        !text.Contains('$') ? text : Reference().Replace(text, match =>
            match.Groups["name"] is { Success: true } name ? variables.GetValueOrDefault(name.Value, match.Value) : "$");

    [GeneratedRegex(@"\$\$|\$\((?<name>[^()]+)\)")]
    private static partial Regex Reference();
}
