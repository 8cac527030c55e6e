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
        Any.Find(obj, "") ?? (ByType.TryGetValue(type, out var shape) ? shape.Find(obj, "") : null);

    private string? Find(JsonNode? node, string path)
    {
        if (node is null)
        {
            return null;
        }

        if (!kinds.Contains(node.GetValueKind()) || (this == Integer && node.Number() is null))
        {
            return $"{(path.Length == 0 ? "the object" : path)}: expected {name}, got {node.GetValueKind()}";
        }

        return node switch
        {
            JsonObject map => fields.Select(field => field.Shape.Find(map[field.Name], Join(path, field.Name)))
                .Concat(each is null ? [] : map.Select(pair => each.Find(pair.Value, Join(path, pair.Key))))
                .FirstOrDefault(problem => problem is not null),
            JsonArray list => list.Select((item, i) => item is null ? $"{path}[{i}]: null" : each?.Find(item, $"{path}[{i}]"))
                .FirstOrDefault(problem => problem is not null),
            _ => null,
        };
    }

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";

    private static Shape Map(params ImmutableArray<(string, Shape)> fields) =>
        new() { name = "object", kinds = [JsonValueKind.Object], fields = fields };

    private static Shape List(Shape item) => new() { name = "array", kinds = [JsonValueKind.Array], each = item };

    private static KeyValuePair<ResourceType, Shape> Of(ResourceType type, params ImmutableArray<(string, Shape)> fields) =>
        new(type, Map(fields));
}
