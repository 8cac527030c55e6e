using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Resources.Configurations;
using JobWorker.DevSidecar.Resources.Resiliency;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JobWorker.DevSidecar.Resources;

/// <summary>Reads every resource meant for an app from folders and files.</summary>
internal static class ResourceLoader
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Reads <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> in the folders, then the files.</summary>
    /// <exception cref="ResourceException">A path does not exist, or a file cannot be understood.</exception>
    public static ResourceSet Load(IEnumerable<string> folders, IEnumerable<string> files, string appId)
    {
        var reading = new ResourceReading();
        foreach (var path in folders.SelectMany(FilesOf).Concat(files.Select(Existing)))
        {
            foreach (var document in Documents(path))
            {
                if (IsFor(document, appId))
                {
                    reading.Read(document);
                }
            }
        }

        return reading.Done();
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder)
            .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
        : throw new ResourceException(folder, "there is no such folder (--resources-path).");

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new ResourceException(file, "there is no such file (--config).");

    private static IEnumerable<YamlMap> Documents(string path)
    {
        var yaml = new YamlStream();
        try
        {
            var text = File.ReadAllText(path);
            YamlLimits.CheckText(path, text);
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ResourceException($"{path}:{e.Start.Line}", $"not valid YAML: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new ResourceException(path, $"not valid YAML: {e.Message}", e);
        }

        return yaml.Documents.Select(document => document.RootNode).Where(root => !IsEmpty(root)).Select(root => Map(path, root));
    }

    private static YamlMap Map(string path, YamlNode root)
    {
        YamlLimits.CheckTree(path, root);

        return root is YamlMappingNode map ? new YamlMap(path, map) : throw new ResourceException(
            $"{path}:{root.Start.Line}", "a resource must be a mapping with apiVersion, kind, metadata and spec.");
    }

    private static bool IsEmpty(YamlNode root) => root is YamlScalarNode { Value: null or "" };

    private static bool IsFor(YamlMap document, string appId) =>
        document.Texts("scopes").ToList() is var scopes && (scopes.Count == 0 || scopes.Contains(appId));

    /// <summary>Collects documents by kind.</summary>
    private sealed class ResourceReading
    {
        private readonly List<ComponentResource> _components = [];
        private readonly List<Subscription> _subscriptions = [];
        private readonly List<string> _warnings = [];
        private readonly List<HttpEndpointResource> _endpoints = [];
        private readonly Dictionary<string, string> _readOnce = new(StringComparer.Ordinal);

        /// <summary>Those that are on unless a Configuration says otherwise.</summary>
        private readonly HashSet<string> _features = new(["HotReload"], StringComparer.Ordinal);
        private SidecarConfiguration _configuration = SidecarConfiguration.Default;
        private readonly ResiliencyReader _resiliency;

        public ResourceReading() => _resiliency = new ResiliencyReader(_warnings);

        public void Read(YamlMap document)
        {
            var kind = document.Require("kind");
            if (kind is not ("Component" or "Subscription"))
            {
                _readOnce[$"{kind} {document.Map("metadata")?.Text("name")}"] = document.Json;
            }

            switch (kind)
            {
                case "Component":
                    Add(ComponentReader.Read(document));
                    break;
                case "Subscription":
                    _subscriptions.Add(SubscriptionReader.Read(document));
                    break;
                case "Resiliency":
                    _resiliency.Read(document);
                    break;
                case "Configuration":
                    _configuration = ConfigurationReader.Read(document, _configuration, _features, _warnings);
                    break;
                case "HTTPEndpoint":
                    _endpoints.Add(HttpEndpointReader.Read(document, _warnings));
                    break;
                case var other:
                    _warnings.Add($"{document.Source}: kind {other} is not supported and was left out.");
                    break;
            }
        }

        public ResourceSet Done()
        {
            ResiliencyPolicies policies = _resiliency.Done();
            return new ResourceSet(_components.FindAll(IsAdmitted), _subscriptions, policies, _features, _warnings)
            {
                Configuration = _configuration,
                HttpEndpoints = _endpoints,
                ReadOnce = _readOnce,
            };
        }

        private bool IsAdmitted(ComponentResource component)
        {
            if (_configuration.Admits(component))
            {
                return true;
            }

            _warnings.Add($"{component.Source}: component \"{component.Name}\" is left out: "
                + $"{component.Type} is in spec.components.deny of a Configuration.");
            return false;
        }

        private void Add(ComponentResource component)
        {
            if (_components.Find(other => other.Name == component.Name) is { } twin)
            {
                throw new ResourceException(
                    component.Source, $"metadata.name: there is already a component \"{twin.Name}\" in {twin.Source}.");
            }

            _components.Add(component);
        }
    }
}
