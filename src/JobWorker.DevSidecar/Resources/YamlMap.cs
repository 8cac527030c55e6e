using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace JobWorker.DevSidecar.Resources;

/// <summary>A mapping in a resource file, with words for what is wrong with it.</summary>
/// <param name="path">The file.</param>
/// <param name="node">The mapping.</param>
/// <param name="at">The keys that lead to it, such as <c>spec.routes</c>.</param>
internal sealed class YamlMap(string path, YamlMappingNode node, string at = "")
{
    /// <summary>Path and line.</summary>
    public string Source => SourceOf(node);

    /// <summary>All of it as JSON: equal for what says the same.</summary>
    public string Json => JsonSerializer.Serialize(Plain(node));

    public IEnumerable<string> Keys => node.Children.Keys.Select(key => Scalar(key, "key"));

    /// <summary>Text that must be there.</summary>
    public string Require(string key) => Text(key) is { Length: > 0 } text ? text : throw Problem(key, "is missing");

    /// <summary>A string, number or truth value as text; JSON for anything larger; empty when absent.</summary>
    public string Text(string key) => Find(key) switch
    {
        null => "",
        YamlScalarNode scalar => IsNull(scalar) ? "" : scalar.Value ?? "",
        var larger => JsonSerializer.Serialize(Plain(larger)),
    };

    /// <exception cref="ResourceException">It is neither true nor false.</exception>
    public bool Truth(string key) => Text(key) switch
    {
        "" or "false" or "False" => false,
        "true" or "True" => true,
        var other => throw Problem(key, $"must be true or false, not \"{other}\""),
    };

    /// <exception cref="ResourceException">It is not a whole number.</exception>
    public int Number(string key, int fallback) => Text(key) switch
    {
        "" => fallback,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var other => throw Problem(key, $"must be a whole number, not \"{other}\""),
    };

    /// <summary>The mapping under <paramref name="key"/>; none when absent.</summary>
    public YamlMap? Map(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar when IsNull(scalar) => null,
        YamlMappingNode map => new YamlMap(path, map, Name(key)),
        _ => throw Problem(key, "must be a mapping"),
    };

    /// <summary>The mappings in the list under <paramref name="key"/>; empty when absent.</summary>
    public IEnumerable<YamlMap> Maps(string key) =>
        Items(key).Select((item, n) => item is YamlMappingNode map
            ? new YamlMap(path, map, $"{Name(key)}[{n}]")
            : throw new ResourceException(SourceOf(item), $"{Name(key)}[{n}] must be a mapping"));

    /// <summary>The texts in the list under <paramref name="key"/>; empty when absent.</summary>
    public IEnumerable<string> Texts(string key) => Items(key).Select(item => Scalar(item, Name(key)));

    /// <summary>Every key of the mapping under <paramref name="key"/> with its text.</summary>
    /// <exception cref="ResourceException">Two keys differ in their letters' case alone.</exception>
    public Dictionary<string, string> Pairs(string key)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Map(key) is { } map)
        {
            foreach (var name in map.Keys)
            {
                if (!pairs.TryAdd(name, map.Text(name)))
                {
                    throw map.Problem(name, "is there already, with other upper and lower case letters");
                }
            }
        }

        return pairs;
    }

    /// <summary>Warns of every key that is not among <paramref name="known"/>.</summary>
    public void WarnOfOthers(List<string> warnings, params string[] known) =>
        warnings.AddRange(Keys.Except(known).Select(key => $"{Where(key)}: there is no such field; it has no effect."));

    /// <summary>Path, line and full name of a key, for warnings.</summary>
    public string Where(string key) => $"{SourceOf(Find(key) ?? node)}: {Name(key)}";

    public ResourceException Problem(string key, string problem) =>
        new(SourceOf(Find(key) ?? node), $"{Name(key)} {problem}");

    private IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlScalarNode scalar when IsNull(scalar) => [],
        YamlSequenceNode list => list.Children,
        _ => throw Problem(key, "must be a list"),
    };

    private YamlNode? Find(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found : null;

    private string Name(string key) => at.Length == 0 ? key : $"{at}.{key}";

    private string SourceOf(YamlNode of) => string.Create(CultureInfo.InvariantCulture, $"{path}:{of.Start.Line}");

    private string Scalar(YamlNode of, string name) => of is YamlScalarNode { Value: { } text }
        ? text
        : throw new ResourceException(SourceOf(of), $"{name} must be text");

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";

    private static object? Plain(YamlNode of) => of switch
    {
        YamlMappingNode map => map.Children.ToDictionary(pair => pair.Key.ToString(), pair => Plain(pair.Value)),
        YamlSequenceNode list => list.Children.Select(Plain).ToList(),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" } => true,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "false" } => false,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: { } text }
            when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) => number,
        YamlScalarNode scalar => IsNull(scalar) ? null : scalar.Value,
        _ => of.ToString(),
    };
}
