using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>Matchers written as an object with operators, such as <c>{"$in": [1, 2]}</c>.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, JsonValueKind[]> Kinds = new()
    {
        ["string"] = [JsonValueKind.String],
        ["number"] = [JsonValueKind.Number],
        ["boolean"] = [JsonValueKind.True, JsonValueKind.False],
        ["array"] = [JsonValueKind.Array],
        ["object"] = [JsonValueKind.Object],
    };

    /// <exception cref="NotUnderstoodException">An operator is unknown, or stands with others it cannot stand with.</exception>
    public static Matcher Of(JsonObject spec)
    {
        var complaint = $"matcher {Texts.Show(spec)}";
        if (spec.ContainsKey("$exists"))
        {
            return Exists(spec, complaint);
        }

        NotUnderstoodException.Unless(spec.Count == 1, complaint);
        var (name, value) = spec.Single();

        return (name, value) switch
        {
            ("$match", JsonValue pattern) when Texts.String(pattern) is { } text => Matchers.Text(GoPattern.Of(text).IsMatch),
            ("$in" or "$or", JsonArray choices) => OneOf([.. choices.Select(Matchers.Of)]),
            ("$size", _) => Size(value, complaint),
            ("$empty", _) when Texts.Flag(value) is true => IsEmpty,
            ("range", JsonObject bounds) => Range(bounds, complaint),
            _ => throw new NotUnderstoodException(complaint),
        };
    }

    private static Matcher Exists(JsonObject spec, string complaint)
    {
        NotUnderstoodException.Unless(spec.All(m => m.Key is "$exists" or "$type"), complaint);
        var wanted = Texts.Flag(spec["$exists"]) ?? throw new NotUnderstoodException(complaint);
        if (!spec.ContainsKey("$type"))
        {
            return value => value is not null == wanted;
        }

        NotUnderstoodException.Unless(Kinds.TryGetValue(Texts.String(spec["$type"]) ?? "", out var kinds) && wanted, complaint);

        return value => value is not null && kinds!.Contains(value.GetValueKind());
    }

    private static Matcher OneOf(IReadOnlyList<Matcher> choices) => value => choices.Any(holds => holds(value));

    private static Matcher Size(JsonNode? spec, string complaint)
    {
        if (Texts.Whole(spec) is { } exactly)
        {
            return Matchers.Array(array => array.Count == exactly);
        }

        NotUnderstoodException.Unless(spec is JsonObject { Count: 1 }, complaint);
        var least = Texts.Whole(spec!["$gte"]) ?? throw new NotUnderstoodException(complaint);

        return Matchers.Array(array => array.Count >= least);
    }

    private static bool IsEmpty(JsonNode? value) =>
        value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || Texts.String(value) is "";

    private static Matcher Range(JsonObject bounds, string complaint)
    {
        NotUnderstoodException.Unless(
            bounds.Count > 0 && bounds.All(m => m.Key is "min" or "max" && Texts.Number(m.Value) is not null), complaint);
        var least = Texts.Number(bounds["min"]) ?? double.NegativeInfinity;
        var most = Texts.Number(bounds["max"]) ?? double.PositiveInfinity;

        return Matchers.Number(number => number >= least && number <= most);
    }
}
