using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Formats.Patching;

/// <summary>JSON Merge Patch (RFC 7386): null removes, maps merge, all else replaces.</summary>
internal static class MergePatch
{
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject map:
                    Apply(target.Child(name), map);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
