using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Api;

/// <summary>What the server offers, in the words clients ask in: versions, groups, resources, and a minimal OpenAPI.</summary>
internal static class Discovery
{
    private static readonly ImmutableArray<string> Verbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private static readonly ImmutableArray<string> Groups = ["batch", "coordination.k8s.io", "authorization.k8s.io"];

    /// <summary>The answer to a GET outside the objects; none: nothing is there.</summary>
    public static JsonObject? Answer(string path) => path.Trim('/').Split('/') switch
    {
        ["version"] => Version(),
        ["api"] => new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        ["apis"] => new()
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = Groups.Select(name => (JsonNode)Group(name)).ToJson(),
        },
        ["apis", var group] when Groups.Contains(group) => With(Group(group), "APIGroup"),
        ["api", "v1"] => Resources("", "v1"),
        ["apis", var group, "v1"] when Groups.Contains(group) => Resources(group, $"{group}/v1"),
        ["openapi", "v3"] => OpenApiIndex(),
        ["openapi", "v3", "api", "v1"] => OpenApi(""),
        ["openapi", "v3", "apis", var group, "v1"] when Groups.Contains(group) => OpenApi(group),
        _ => null,
    };

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "32",
        ["gitVersion"] = "v1.32.0-devcluster",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "dotnet",
        ["platform"] = "linux/amd64",
    };

    private static JsonObject Group(string name)
    {
        JsonObject Version() => new() { ["groupVersion"] = $"{name}/v1", ["version"] = "v1" };

        return new() { ["name"] = name, ["versions"] = new JsonArray(Version()), ["preferredVersion"] = Version() };
    }

    private static JsonObject With(JsonObject obj, string kind)
    {
        obj["kind"] = kind;
        obj["apiVersion"] = "v1";
        return obj;
    }

    private static JsonObject Resources(string group, string groupVersion)
    {
        var list = ResourceType.All.Where(type => type.Group == group).SelectMany(Entries).ToList();
        if (group == "authorization.k8s.io")
        {
            list.Add(Entry("selfsubjectaccessreviews", "SelfSubjectAccessReview", namespaced: false, ["create"]));
        }

        return new()
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = groupVersion,
            ["resources"] = list.ToJson(),
        };
    }

    private static IEnumerable<JsonNode> Entries(ResourceType type)
    {
        var entry = Entry(type.Plural, type.Kind, type.Namespaced, Verbs);
        entry["shortNames"] = type.ShortNames.ToJson();
        if (type == ResourceType.Jobs || type == ResourceType.Pods)
        {
            entry["categories"] = new JsonArray("all");
        }

        yield return entry;
        if (type.HasStatus)
        {
            yield return Entry($"{type.Plural}/status", type.Kind, type.Namespaced, ["get", "patch", "update"]);
        }

        if (type == ResourceType.Pods)
        {
            yield return Entry("pods/log", "Pod", namespaced: true, ["get"]);
        }
    }

    private static JsonObject Entry(string name, string kind, bool namespaced, ImmutableArray<string> verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = name.Contains('/') ? "" : kind.ToLowerInvariant(),
        ["namespaced"] = namespaced,
        ["kind"] = kind,
        ["verbs"] = verbs.ToJson(),
    };

    private static JsonObject OpenApiIndex()
    {
        var paths = new JsonObject { ["api/v1"] = new JsonObject { ["serverRelativeURL"] = "/openapi/v3/api/v1" } };
        foreach (var group in Groups)
        {
            paths[$"apis/{group}/v1"] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/apis/{group}/v1" };
        }

        return new() { ["paths"] = paths };
    }

    /// <summary>Just enough for kubectl to see that fields are validated here, so that it asks for no schema.</summary>
    private static JsonObject OpenApi(string group)
    {
        var paths = new JsonObject();
        foreach (var type in ResourceType.All.Where(type => type.Group == group))
        {
            var root = group.Length == 0 ? "/api/v1" : $"/apis/{group}/v1";
            paths[$"{root}/{(type.Namespaced ? "namespaces/{namespace}/" : "")}{type.Plural}/{{name}}"] = Patch(type);
        }

        return new()
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "development cluster", ["version"] = "v1.32.0" },
            ["paths"] = paths,
            ["components"] = new JsonObject(),
        };
    }

    private static JsonObject Patch(ResourceType type) => new()
    {
        ["patch"] = new JsonObject
        {
            ["parameters"] = new JsonArray(new JsonObject { ["name"] = "fieldValidation", ["in"] = "query" }),
            ["responses"] = new JsonObject(),
            ["x-kubernetes-group-version-kind"] =
                new JsonObject { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind },
        },
    };
}
