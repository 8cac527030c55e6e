using YamlDotNet.RepresentationModel;

namespace JobWorker.Host.Tests.Api.Documents;

/// <summary>A YAML document as a tree in which references within it are followed.</summary>
internal sealed class YamlDocument
{
    private readonly YamlMappingNode _root;

    private YamlDocument(YamlMappingNode root) => _root = root;

    public static YamlDocument Read(string path)
    {
        using var text = File.OpenText(path);
        var yaml = new YamlStream();
        yaml.Load(text);

        return new YamlDocument((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    /// <summary>The members of the mapping at a path; empty where there is none.</summary>
    public IReadOnlyList<(string Name, YamlNode Value)> Members(params string[] path) =>
        Find(path) is YamlMappingNode map ? [.. map.Select(m => (((YamlScalarNode)m.Key).Value!, Resolve(m.Value)))] : [];

    /// <summary>The elements of the list at a path; empty where there is none.</summary>
    public IReadOnlyList<YamlNode> Items(params string[] path) => Find(path) is YamlSequenceNode list ? [.. list.Select(Resolve)] : [];

    /// <summary>The text of a member; none where it is absent.</summary>
    public static string? Text(YamlNode node, string name) =>
        node is YamlMappingNode map && map.Children.TryGetValue(name, out var value) ? ((YamlScalarNode)value).Value : null;

    private YamlNode? Find(IEnumerable<string> path)
    {
        YamlNode? node = _root;
        foreach (var name in path)
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(name, out var next) ? Resolve(next) : null;
        }

        return node;
    }

    private YamlNode Resolve(YamlNode node) =>
        Text(node, "$ref") is ['#', '/', .. var rest]
            ? Find(rest.Split('/').Select(name => name.Replace("~1", "/", StringComparison.Ordinal))) ?? throw new KeyNotFoundException(rest)
            : node;
}
