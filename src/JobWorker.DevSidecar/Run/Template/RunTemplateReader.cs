using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JobWorker.DevSidecar.Run.Template;

/// <summary>Reads a run file by the rules of the Dapr CLI.</summary>
/// <remarks>
/// Paths in <c>common</c> and <c>appDirPath</c> resolve against the file's folder, all others of an app against its
/// <c>appDirPath</c>. Resources: the app's own, else <c>.dapr/resources</c> in its folder, else the common ones, else
/// <c>~/.dapr/components</c>; the configuration file likewise.
/// </remarks>
internal sealed class RunTemplateReader
{
    private readonly string _file;
    private readonly string _folder;
    private readonly string _home;

    private RunTemplateReader(string file, string home) =>
        (_file, _folder, _home) = (file, Path.GetDirectoryName(file)!, home);

    /// <param name="path">The file, or a folder with a <c>dapr.yaml</c>.</param>
    /// <param name="home">The user's folder, for <c>~</c>.</param>
    /// <exception cref="RunException">The file is missing or wrong; the message names line, field and rule.</exception>
    public static RunTemplate Read(string path, string home)
    {
        var file = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, "dapr.yaml") : path);
        if (!File.Exists(file))
        {
            throw new RunException($"There is no run file {file}.");
        }

        try
        {
            var yaml = new YamlStream();
            using var reader = File.OpenText(file);
            yaml.Load(reader);
            var root = yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : new YamlScalarNode();
            return new RunTemplateReader(file, home).Read(root);
        }
        catch (YamlException e)
        {
            throw new RunException($"{file}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private RunTemplate Read(YamlNode root)
    {
        if (root is not YamlMappingNode map || Child<YamlScalarNode>(map, "version")?.Value is null or "" or "0")
        {
            throw new RunException($"{_file}: version: it is required; this is version 1.");
        }

        var top = RunSection.Read(_file, map);
        var common = RunSection.Read(_file, Child<YamlMappingNode>(map, "common") ?? [], RunFields.Shared.Keys);
        string[] known = [.. RunFields.Shared.Keys, .. RunFields.OfApp.Keys];
        var nodes = Child<YamlSequenceNode>(map, "apps") ?? [];
        RunSection[] sections = [.. nodes.Select(node => RunSection.Read(_file, AsMapping(node), known))];
        RunApp[] apps = [.. sections.Select(section => Merge(section, common))];
        var twice = apps.GroupBy(app => app.Id).FirstOrDefault(group => group.Count() > 1);

        return apps.Length == 0 ? throw new RunException($"{_file}: apps: at least one is required.")
            : twice is not null ? throw new RunException($"{_file}: appID: '{twice.Key}' is used by {twice.Count()} apps.")
            : new RunTemplate(
                _file, Child<YamlScalarNode>(map, "name")?.Value ?? Path.GetFileName(_folder), apps,
                [.. top.Unknown, .. common.Unknown, .. sections.SelectMany(section => section.Unknown)]);
    }

    private RunApp Merge(RunSection app, RunSection common)
    {
        if (!app.Fields.TryGetValue("appDirPath", out var path) || path.Length == 0)
        {
            throw new RunException($"{app.Place}: appDirPath: it is required.");
        }

        var folder = Resolve(app, "appDirPath", _folder, path);
        var fields = common.Fields.ToDictionary(field => field.Key, field => field.Value);
        ResolvePaths(common, _folder, fields);
        foreach (var (name, value) in app.Fields.Where(field => field.Value.Length > 0))
        {
            fields[name] = value;
        }

        ResolvePaths(app, folder, fields);
        if (ConfigFile(app, common, folder) is { } config)
        {
            fields["configFilePath"] = config;
        }

        var id = app.Fields.GetValueOrDefault("appID") is { Length: > 0 } named ? named : Path.GetFileName(folder.TrimEnd('/'));
        fields["appID"] = id;
        return new RunApp(id, folder, app.Command, fields, Resources(app, common, folder), Env(app, common));
    }

    private void ResolvePaths(RunSection section, string from, Dictionary<string, string> fields)
    {
        foreach (var name in RunFields.Paths)
        {
            if (section.Fields.GetValueOrDefault(name) is { Length: > 0 } path)
            {
                fields[name] = Resolve(section, name, from, path);
            }
        }
    }

    private string[] Resources(RunSection app, RunSection common, string folder)
    {
        var local = Path.Combine(folder, ".dapr", "resources");
        var usual = Path.Combine(_home, ".dapr", "components");

        return app.ResourcesPaths.Count > 0 ? Resolved(app, folder)
            : Directory.Exists(local) ? [local]
            : common.ResourcesPaths.Count > 0 ? Resolved(common, _folder)
            : Directory.Exists(usual) ? [usual]
            : [];
    }

    private string[] Resolved(RunSection section, string from) =>
        [.. section.ResourcesPaths.Select(path => Resolve(section, "resourcesPaths", from, path))];

    /// <summary>The file an app uses where it names none itself.</summary>
    private string? ConfigFile(RunSection app, RunSection common, string folder)
    {
        var local = Path.Combine(folder, ".dapr", "config.yaml");
        var usual = Path.Combine(_home, ".dapr", "config.yaml");

        return app.Fields.GetValueOrDefault("configFilePath") is { Length: > 0 } ? null
            : File.Exists(local) ? local
            : common.Fields.GetValueOrDefault("configFilePath") is { Length: > 0 } ? null
            : File.Exists(usual) ? usual
            : null;
    }

    private string Resolve(RunSection section, string field, string from, string path)
    {
        var open = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? _home + path[1..] : path;
        var full = Path.GetFullPath(open, from);

        return Path.Exists(full)
            ? Path.TrimEndingDirectorySeparator(full)
            : throw new RunException($"{section.Place}: {field}: '{path}' is not there (looked for {full}).");
    }

    private static Dictionary<string, string> Env(RunSection app, RunSection common)
    {
        var env = common.Env.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var (name, value) in app.Env)
        {
            env[name] = value;
        }

        return env;
    }

    private YamlMappingNode AsMapping(YamlNode node) =>
        node as YamlMappingNode ?? throw new RunException($"{_file}:{node.Start.Line}: apps: each must be a mapping.");

    private T? Child<T>(YamlMappingNode map, string name) where T : YamlNode =>
        !map.Children.TryGetValue(new YamlScalarNode(name), out var node) || node is YamlScalarNode { Value: null or "" } ? null
        : node as T ?? throw new RunException($"{_file}:{node.Start.Line}: {name}: it has the wrong kind of value.");
}
