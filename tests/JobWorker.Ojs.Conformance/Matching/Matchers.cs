using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>Whether a value is as a case wants it; null stands for JSON's null and for what is missing.</summary>
internal delegate bool Matcher(JsonNode? value);

/// <summary>Matchers of the case format, made of what stands in a case.</summary>
internal static class Matchers
{
    /// <exception cref="NotUnderstoodException">It is no matcher.</exception>
    public static Matcher Of(JsonNode? spec) => spec switch
    {
        null => value => value is null,
        JsonArray items => Items([.. items.Select(Of)]),
        JsonObject members when IsOperator(members) => Operators.Of(members),
        JsonObject members => Members(members),
        _ => Scalar(spec),
    };

    /// <summary>A matcher that only strings pass.</summary>
    public static Matcher Text(Func<string, bool> holds) => value => Texts.String(value) is { } text && holds(text);

    /// <summary>A matcher that only numbers pass.</summary>
    public static Matcher Number(Func<double, bool> holds) => value => Texts.Number(value) is { } number && holds(number);

    /// <summary>A matcher that only arrays pass.</summary>
    public static Matcher Array(Func<JsonArray, bool> holds) => value => value is JsonArray array && holds(array);

    private static bool IsOperator(JsonObject spec) =>
        spec.Any(m => m.Key == "range" || m.Key.StartsWith('$'));

    private static Matcher Scalar(JsonNode spec) => spec.GetValueKind() switch
    {
        JsonValueKind.String => Words.Of(spec.GetValue<string>()),
        JsonValueKind.Number when Texts.Number(spec) is { } wanted => Number(n => Math.Abs(n - wanted) <= 1e-9),
        var wanted => value => value?.GetValueKind() == wanted,
    };

    private static Matcher Items(IReadOnlyList<Matcher> wanted) => Array(array =>
        array.Count == wanted.Count && wanted.Zip(array).All(pair => pair.First(pair.Second)));

    /// <summary>At least these members; <c>absent</c> means that the member is missing.</summary>
    private static Matcher Members(JsonObject spec)
    {
        var wanted = spec.Select(m => (m.Key, Holds: Texts.String(m.Value) == "absent" ? null : Of(m.Value))).ToList();

        return value => value is JsonObject members && wanted.All(w =>
            w.Holds is null ? !members.ContainsKey(w.Key) : members.ContainsKey(w.Key) && w.Holds(members[w.Key]));
    }
}
