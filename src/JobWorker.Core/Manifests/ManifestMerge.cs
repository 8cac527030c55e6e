using System.Text.Json.Nodes;

namespace JobWorker.Core.Manifests;

/// <summary>Lays a Job over a template.</summary>
/// <remarks>
/// Objects are merged property by property, ours on top. Entries of lists that have a key in Kubernetes are merged by it, ours
/// after the template's. Lists without a key are joined, equal entries once. Every other list, such as <c>command</c>, is ours
/// if we have one. The container is the template's of the same name, else its first without a name, else its only one.
/// </remarks>
internal static class ManifestMerge
{
    private const string Containers = "containers";

    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        [Containers] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
    };

    private static readonly HashSet<string> Joined = new(
        ["envFrom", "finalizers", "requiredDuringSchedulingIgnoredDuringExecution", "tolerations"], StringComparer.Ordinal);

    // A union: half of one value and half of another is a value that Kubernetes refuses.
    private static readonly HashSet<string> Whole = new(["seccompProfile"], StringComparer.Ordinal);

    /// <summary>A new object; both arguments stay as they are.</summary>
    public static JsonObject Onto(JsonObject template, JsonObject ours)
    {
        var merged = template.DeepClone().AsObject();
        foreach (var (name, value) in ours)
        {
            merged[name] = Merge(name, merged[name], value);
        }

        return merged;
    }

    private static JsonNode? Merge(string name, JsonNode? beneath, JsonNode? ours) => (beneath, ours) switch
    {
        (JsonObject b, JsonObject o) when !Whole.Contains(name) => Onto(b, o),
        (JsonArray b, JsonArray o) when Keys.TryGetValue(name, out var key) => ByKey(name, key, b, o),
        (JsonArray b, JsonArray o) when Joined.Contains(name) => Join(b, o),
        _ => ours?.DeepClone(),
    };

    private static JsonArray ByKey(string name, string key, JsonArray beneath, JsonArray ours)
    {
        var merged = beneath.DeepClone().AsArray();
        foreach (var entry in ours.OfType<JsonObject>())
        {
            var at = IndexOf(merged, key, entry);
            at = at < 0 && name == Containers ? IndexOfPlaceholder(merged, key) : at;
            if (at < 0)
            {
                merged.Add(entry.DeepClone());
            }
            else
            {
                merged[at] = Onto(merged[at]!.AsObject(), entry);
            }
        }

        return merged;
    }

    private static int IndexOf(JsonArray entries, string key, JsonObject entry)
    {
        var at = entries.Count - 1;
        while (at >= 0 && !(entries[at] is JsonObject other && JsonNode.DeepEquals(other[key], entry[key])))
        {
            at--;
        }

        return at;
    }

    private static int IndexOfPlaceholder(JsonArray entries, string key)
    {
        for (var at = 0; at < entries.Count; at++)
        {
            if (entries[at] is JsonObject other && other[key] is null)
            {
                return at;
            }
        }

        return entries is [JsonObject] ? 0 : -1;
    }

    private static JsonArray Join(JsonArray beneath, JsonArray ours)
    {
        var joined = beneath.DeepClone().AsArray();
        foreach (var item in ours.Where(item => !beneath.Any(other => JsonNode.DeepEquals(item, other))))
        {
            joined.Add(item?.DeepClone());
        }

        return joined;
    }
}
