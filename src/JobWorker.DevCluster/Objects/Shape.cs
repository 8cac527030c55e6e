using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.DevCluster.Objects;

/// <summary>Which type of JSON value belongs where, for the fields this cluster reads. Others pass unseen.</summary>
internal sealed class Shape
{
    private static readonly Shape String = new() { name = "string", kinds = [JsonValueKind.String] };
    private static readonly Shape Integer = new() { name = "integer", kinds = [JsonValueKind.Number] };
    private static readonly Shape Boolean = new() { name = "boolean", kinds = [JsonValueKind.True, JsonValueKind.False] };
    private static readonly Shape Strings = List(String);
    private static readonly Shape StringMap = new() { name = "object", kinds = [JsonValueKind.Object], each = String };

    private static readonly Shape KeyRef = Map(("name", String), ("key", String), ("optional", Boolean));

    private static readonly Shape SourceRef = Map(("name", String), ("optional", Boolean));

    private static readonly Shape ValueFrom =
        Map(("configMapKeyRef", KeyRef), ("secretKeyRef", KeyRef), ("fieldRef", Map(("fieldPath", String))));

    private static readonly Shape Container = Map(
        ("name", String), ("image", String), ("workingDir", String), ("command", Strings), ("args", Strings),
        ("env", List(Map(("name", String), ("value", String), ("valueFrom", ValueFrom)))),
        ("envFrom", List(Map(("prefix", String), ("configMapRef", SourceRef), ("secretRef", SourceRef)))));

    private static readonly Shape Metadata = Map(
        ("name", String), ("generateName", String), ("namespace", String), ("uid", String), ("resourceVersion", String),
        ("labels", StringMap), ("annotations", StringMap), ("finalizers", Strings),
        ("ownerReferences", List(Map(("uid", String), ("name", String), ("kind", String), ("controller", Boolean)))));

    private static readonly Shape PodSpec = Map(
        ("containers", List(Container)), ("initContainers", List(Container)), ("restartPolicy", String),
        ("terminationGracePeriodSeconds", Integer), ("nodeName", String));

    private static readonly Shape JobSpec = Map(
        ("parallelism", Integer), ("completions", Integer), ("backoffLimit", Integer), ("activeDeadlineSeconds", Integer),
        ("ttlSecondsAfterFinished", Integer), ("suspend", Boolean), ("completionMode", String),
        ("template", Map(("metadata", Metadata), ("spec", PodSpec))));

    private static readonly ImmutableDictionary<ResourceType, Shape> ByType = ImmutableDictionary.CreateRange(
    [
        Of(ResourceType.Jobs, ("spec", JobSpec), ("status", Map())),
        Of(ResourceType.Pods, ("spec", PodSpec), ("status", Map())),
        Of(ResourceType.ConfigMaps, ("data", StringMap), ("binaryData", StringMap)),
        Of(ResourceType.Secrets, ("data", StringMap), ("stringData", StringMap), ("type", String)),
    ]);

    private static readonly Shape Any = Map(("metadata", Metadata), ("apiVersion", String), ("kind", String));

    private string name = "";
    private ImmutableArray<JsonValueKind> kinds = [];
    private ImmutableArray<(string Name, Shape Shape)> fields = [];
    private Shape? each;

    /// <summary>The first value of a wrong type, in words; none when all fit.</summary>
    public static string? Problem(ResourceType type, JsonNode obj) =>
        (Any.Find(obj) ?? (ByType.TryGetValue(type, out var shape) ? shape.Find(obj) : null))?.ToString();

    private Misfit? Find(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        if (!kinds.Contains(node.GetValueKind()) || (this == Integer && node.Number() is null))
        {
            return new Misfit("", $"expected {name}, got {node.GetValueKind()}");
        }

        return node switch
        {
            JsonObject map => FindIn(map),
            JsonArray list => FindIn(list),
            _ => null,
        };
    }

    /// <summary>Loops, as below: every write of an object comes through here.</summary>
    private Misfit? FindIn(JsonObject map)
    {
        foreach (var (field, shape) in fields)
        {
            if (shape.Find(map[field]) is { } misfit)
            {
                return misfit.Under(field);
            }
        }

        if (each is not null)
        {
            foreach (var (key, value) in map)
            {
                if (each.Find(value) is { } misfit)
                {
                    return misfit.Under(key);
                }
            }
        }

        return null;
    }

    private Misfit? FindIn(JsonArray list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if ((list[i] is { } item ? each?.Find(item) : new Misfit("", "null")) is { } misfit)
            {
                return misfit.Under($"[{i}]");
            }
        }

        return null;
    }

    /// <summary>What does not fit. Its path grows on the way out, so that nobody pays for it where all fits.</summary>
    private readonly record struct Misfit(string Path, string What)
    {
        public Misfit Under(string step) =>
            this with { Path = Path.Length == 0 || Path[0] == '[' ? step + Path : $"{step}.{Path}" };

        public override string ToString() => $"{(Path.Length == 0 ? "the object" : Path)}: {What}";
    }

    private static Shape Map(params ImmutableArray<(string, Shape)> fields) =>
        new() { name = "object", kinds = [JsonValueKind.Object], fields = fields };

    private static Shape List(Shape item) => new() { name = "array", kinds = [JsonValueKind.Array], each = item };

    private static KeyValuePair<ResourceType, Shape> Of(ResourceType type, params ImmutableArray<(string, Shape)> fields) =>
        new(type, Map(fields));
}
