using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace JobWorker.DevSidecar.Run.Template;

/// <summary>One mapping of the run file, <c>common</c> or an app, before anything is merged or resolved.</summary>
/// <param name="file">For messages.</param>
/// <param name="node">The mapping.</param>
internal sealed class RunSection(string file, YamlMappingNode node)
{
    private readonly Dictionary<string, string> _fields = [];
    private readonly List<string> _unknown = [];

    /// <summary>Where the section begins, as <c>file:line</c>.</summary>
    public string Place => $"{file}:{node.Start.Line}";

    public IReadOnlyDictionary<string, string> Fields => _fields;

    public IReadOnlyList<string> ResourcesPaths { get; private set; } = [];

    public IReadOnlyList<string> Command { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Env { get; private set; } = new Dictionary<string, string>();

    /// <summary>Warnings about fields nobody reads.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <exception cref="RunException">A field has the wrong kind of value.</exception>
    public static RunSection Read(string file, YamlMappingNode node, params IEnumerable<string> singles)
    {
        var section = new RunSection(file, node);
        var known = singles.ToHashSet();
        foreach (var (key, value) in node.Children)
        {
            section.Read(((YamlScalarNode)key).Value ?? "", value, known);
        }

        section.Check();
        return section;
    }

    private void Read(string name, YamlNode value, HashSet<string> singles)
    {
        switch (name)
        {
            case "env":
                Env = Mapping(name, value).ToDictionary(pair => Text(name, pair.Key), pair => Text(name, pair.Value));
                break;
            case "command":
                Command = Texts(name, value);
                break;
            case "resourcesPaths" or "resourcesPath":
                ResourcesPaths = [.. ResourcesPaths, .. Texts(name, value).Where(path => path.Length > 0)];
                break;
            case "apps" or "common" or "version" or "name":
                break;
            default:
                if (singles.Contains(name))
                {
                    _fields[name] = Text(name, value);
                }
                else
                {
                    _unknown.Add($"{file}:{value.Start.Line}: '{name}' is no field of a run file; it is ignored.");
                }

                break;
        }
    }

    private void Check()
    {
        foreach (var field in RunFields.Ports)
        {
            if (_fields.TryGetValue(field, out var text) && !IsPort(text))
            {
                throw new RunException($"{Place}: {field}: '{text}' must be a port from 1 to 65535.");
            }

            if (text is "0" or "-1")
            {
                _fields.Remove(field);
            }
        }

        foreach (var field in RunFields.LogDestinations)
        {
            if (_fields.TryGetValue(field, out var text) && text is not ("file" or "console" or "fileAndConsole"))
            {
                throw new RunException($"{Place}: {field}: '{text}' must be file, console or fileAndConsole.");
            }
        }
    }

    /// <summary>0 and -1 say, as with Dapr, that there is none.</summary>
    private static bool IsPort(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port)
        && port is >= -1 and <= 65535;

    private string[] Texts(string name, YamlNode value) => value switch
    {
        YamlSequenceNode list => [.. list.Select(item => Text(name, item))],
        _ => [Text(name, value)],
    };

    private IDictionary<YamlNode, YamlNode> Mapping(string name, YamlNode value) =>
        value is YamlMappingNode mapping
            ? mapping.Children
            : throw new RunException($"{file}:{value.Start.Line}: {name}: it must be a mapping of names to values.");

    private string Text(string name, YamlNode value) =>
        value is YamlScalarNode scalar
            ? scalar.Value ?? ""
            : throw new RunException($"{file}:{value.Start.Line}: {name}: it must be a single value.");
}
