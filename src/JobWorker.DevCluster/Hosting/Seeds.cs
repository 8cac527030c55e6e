using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Api;
using JobWorker.DevCluster.Node;
using JobWorker.DevCluster.Objects;
using YamlDotNet.Core;

namespace JobWorker.DevCluster.Hosting;

/// <summary>A manifest that cannot be applied. The message names the file and what is wrong in it.</summary>
internal sealed class SeedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What is there before the first request: two namespaces, the node, and the manifests given.</summary>
internal sealed class Seeds(Writes writes, ILogger<Seeds> logger)
{
    /// <summary>Makes all of it, in order.</summary>
    /// <exception cref="SeedException">A file cannot be read or an object is refused.</exception>
    public void Apply(IEnumerable<string> files)
    {
        Create(ResourceType.Namespaces, Named("default"));
        Create(ResourceType.Namespaces, Named("kube-system"));
        Create(ResourceType.Nodes, NodeObject());
        foreach (var file in files)
        {
            ApplyFile(file);
        }
    }

    private void ApplyFile(string file)
    {
        try
        {
            using var text = new StreamReader(file);
            foreach (var obj in Yaml.Parse(text).SelectMany(Flatten))
            {
                ApplyObject(file, obj);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or YamlException or ApiException)
        {
            throw new SeedException($"{file}: {e.Message}", e);
        }
    }

    private void ApplyObject(string file, JsonNode node)
    {
        if (node is not JsonObject obj || ResourceType.ByKind(obj.Text("apiVersion"), obj.Text("kind")) is not { } type)
        {
            throw new SeedException($"{file}: apiVersion and kind must be of a type that is served here, not "
                + $"'{node.Text("apiVersion")}' '{node.Text("kind")}'");
        }

        var ns = type.Namespaced ? (obj.Namespace() is { Length: > 0 } given ? given : "default") : "";
        var made = writes.Create(type, ns, obj);
        logger.Seeded(type.Kind, made.Namespace, made.Name);
    }

    private void Create(ResourceType type, JsonObject obj) => writes.Create(type, "", obj);

    private static IEnumerable<JsonNode> Flatten(JsonNode node) =>
        node.Text("kind") == "List" ? node.Items("items") : [node];

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private static JsonObject NodeObject()
    {
        var node = Named(NodeServices.NodeName);
        node["spec"] = new JsonObject();
        node["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady" }),
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
            ["nodeInfo"] = new JsonObject { ["kubeletVersion"] = "v1.32.0-devcluster", ["operatingSystem"] = "linux" },
        };
        return node;
    }
}
