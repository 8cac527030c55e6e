using System.Globalization;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Formats.Patching;

/// <summary>JSON Patch (RFC 6902): operations applied in order, all or none.</summary>
internal static class JsonPatch
{
    /// <summary>Applies the operations to <paramref name="target"/>.</summary>
    /// <exception cref="ApiException">An operation is malformed (400), or cannot be applied (422).</exception>
    public static void Apply(JsonObject target, JsonArray operations)
    {
        foreach (var item in operations)
        {
            if (item is not JsonObject operation || operation.Text("op") is not { } op || operation.Text("path") is not { } path)
            {
                throw ApiException.BadRequest("a JSON patch is a list of operations with 'op' and 'path'");
            }

            ApplyOne(target, operation, op, path);
        }
    }

    private static void ApplyOne(JsonObject target, JsonObject operation, string op, string path)
    {
        switch (op)
        {
            case "add":
                Place(target, path, operation["value"]?.DeepClone(), insert: true);
                break;
            case "replace":
                Find(target, path);
                Place(target, path, operation["value"]?.DeepClone(), insert: false);
                break;
            case "remove":
                Take(target, path);
                break;
            case "test":
                if (!JsonNode.DeepEquals(Find(target, path), operation["value"]))
                {
                    throw Failed($"testing value {path} failed");
                }

                break;
            case "move":
                Place(target, path, Take(target, operation.Text("from") ?? ""), insert: true);
                break;
            case "copy":
                Place(target, path, Find(target, operation.Text("from") ?? "")?.DeepClone(), insert: true);
                break;
            default:
                throw ApiException.BadRequest($"unknown JSON patch operation '{op}'");
        }
    }

    private static JsonNode? Find(JsonObject target, string path)
    {
        var (parent, last) = Locate(target, path);

        return parent switch
        {
            JsonObject map when map.TryGetPropertyValue(last, out var value) => value,
            JsonArray list => list[IndexIn(list, last, path, end: list.Count - 1)],
            _ => throw Failed($"missing path: {path}"),
        };
    }

    private static JsonNode? Take(JsonObject target, string path)
    {
        var found = Find(target, path);
        var (parent, last) = Locate(target, path);
        if (parent is JsonArray list)
        {
            list.RemoveAt(IndexIn(list, last, path, end: list.Count - 1));
        }
        else
        {
            ((JsonObject)parent!).Remove(last);
        }

        return found;
    }

    private static void Place(JsonObject target, string path, JsonNode? value, bool insert)
    {
        var (parent, last) = Locate(target, path);
        switch (parent)
        {
            case JsonObject map:
                map[last] = value;
                break;
            case JsonArray list when last == "-" && insert:
                list.Add(value);
                break;
            case JsonArray list when insert:
                list.Insert(IndexIn(list, last, path, end: list.Count), value);
                break;
            case JsonArray list:
                list[IndexIn(list, last, path, end: list.Count - 1)] = value;
                break;
            default:
                throw Failed($"missing path: {path}");
        }
    }

    private static (JsonNode? Parent, string Last) Locate(JsonObject target, string path)
    {
        if (!path.StartsWith('/'))
        {
            throw Failed($"not a path inside the object: '{path}'");
        }

        var steps = path[1..].Split('/').Select(Unescape).ToArray();
        JsonNode? node = target;
        foreach (var step in steps[..^1])
        {
            node = node switch
            {
                JsonObject map => map[step],
                JsonArray list => list[IndexIn(list, step, path, end: list.Count - 1)],
                _ => null,
            };
        }

        return (node, steps[^1]);
    }

    private static int IndexIn(JsonArray list, string step, string path, int end) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= end && end <= list.Count
            ? index
            : throw Failed($"no such index: {path}");

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static ApiException Failed(string message) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {message}");
}
