using System.Collections.Frozen;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Formats.Patching;

/// <summary>Kubernetes' strategic merge: like a merge patch, but some lists merge by a key instead of being replaced.</summary>
/// <remarks>
/// Understood: <c>$patch: delete|replace</c>, <c>$deleteFromPrimitiveList/...</c>, and null for removal.
/// <c>$setElementOrder</c> and <c>$retainKeys</c> are read over: they order, and prune unions that are not used here.
/// </remarks>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string DeleteFrom = "$deleteFromPrimitiveList/";

    private static readonly FrozenDictionary<string, string> MergeKeys = new Dictionary<string, string>
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["imagePullSecrets"] = "name",
        ["volumeMounts"] = "mountPath",
        ["ports"] = "containerPort",
        ["conditions"] = "type",
        ["ownerReferences"] = "uid",
    }.ToFrozenDictionary();

    public static void Apply(JsonObject target, JsonObject patch)
    {
        if (patch.Text(Directive) == "replace")
        {
            target.Clear();
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFrom, StringComparison.Ordinal))
            {
                RemoveTexts(target, name[DeleteFrom.Length..], value);
            }
            else if (!name.StartsWith('$'))
            {
                ApplyField(target, name, value);
            }
        }
    }

    private static void ApplyField(JsonObject target, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
            case JsonObject removal when removal.Text(Directive) == "delete":
                target.Remove(name);
                break;
            case JsonObject map:
                Apply(target.Child(name), map);
                break;
            case JsonArray list when MergeKeys.TryGetValue(name, out var key):
                target[name] = MergeByKey(target[name] as JsonArray ?? [], list, key);
                break;
            case JsonArray list when name == "finalizers":
                target[name] = target.Texts(name).Union(list.Select(item => item.Text() ?? "")).ToJson();
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeByKey(JsonArray present, JsonArray patch, string key)
    {
        var items = present.OfType<JsonObject>().Select(item => item.Clone()).ToList();
        foreach (var change in patch.OfType<JsonObject>())
        {
            var at = items.FindIndex(item => JsonNode.DeepEquals(item[key], change[key]));
            if (change.Text(Directive) == "delete")
            {
                items.RemoveAll(item => JsonNode.DeepEquals(item[key], change[key]));
            }
            else if (at >= 0)
            {
                Apply(items[at], change);
            }
            else
            {
                items.Add(change.Clone());
            }
        }

        return items.ToJson();
    }

    private static void RemoveTexts(JsonObject target, string name, JsonNode? removed)
    {
        var gone = (removed as JsonArray)?.Select(item => item.Text()).ToHashSet() ?? [];
        target[name] = target.Texts(name).Where(text => !gone.Contains(text)).ToJson();
    }
}
