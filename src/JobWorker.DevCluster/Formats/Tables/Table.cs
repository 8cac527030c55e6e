using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Formats.Tables;

/// <summary>A column of <c>kubectl get</c>.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Cell">Its value for an object at a time.</param>
/// <param name="Wide">Shown with <c>-o wide</c> only.</param>
/// <param name="Type"><c>string</c> or <c>integer</c>.</param>
internal sealed record Column(
    string Name, Func<JsonObject, DateTimeOffset, JsonNode?> Cell, bool Wide = false, string Type = "string");

/// <summary>Objects as rows, for clients that print them: <c>meta.k8s.io/v1 Table</c>.</summary>
internal static class Table
{
    public static JsonObject Of(ResourceType type, IReadOnlyList<StoredObject> objects, DateTimeOffset now, JsonObject metadata)
    {
        var columns = Columns.Of(type);

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = metadata.Text("resourceVersion"),
                ["continue"] = metadata.Text("continue") ?? "",
            },
            ["columnDefinitions"] = columns.Select(column => (JsonNode)Definition(column)).ToJson(),
            ["rows"] = objects.Select(obj => (JsonNode)new JsonObject
            {
                ["cells"] = columns.Select(column => column.Cell(obj.Tree, now) ?? "").ToJson(),
                ["object"] = new JsonObject
                {
                    ["kind"] = "PartialObjectMetadata",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = obj.Tree["metadata"]?.DeepClone(),
                },
            }).ToJson(),
        };
    }

    private static JsonObject Definition(Column column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Name == "Name" ? "name" : "",
        ["description"] = "",
        ["priority"] = column.Wide ? 1 : 0,
    };
}
