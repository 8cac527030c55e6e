using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobWorker.Core.Ojs.Schemas;

/// <summary>The keywords that are understood: of texts, numbers and any value; the others in <see cref="SchemaShapes"/>.</summary>
internal static class SchemaKeywords
{
    private static readonly FrozenSet<string> Annotations = FrozenSet.Create(
        StringComparer.Ordinal,
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "format", "deprecated", "readOnly",
        "writeOnly");

    private static readonly string[] Types = ["null", "boolean", "object", "array", "number", "integer", "string"];

    /// <summary>What a member of a schema asks for; none: nothing, or it was complained about.</summary>
    /// <param name="keyword">The member.</param>
    /// <param name="schema">The schema it is in.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="problems">Where complaints go.</param>
    public static SchemaRule? Read(JsonProperty keyword, JsonElement schema, string path, SchemaProblems problems)
    {
        var value = keyword.Value;

        return keyword.Name switch
        {
            _ when Annotations.Contains(keyword.Name) => null,
            "type" => Type(value, path, problems),
            "enum" => Enum(value, path, problems),
            "const" => (v, at, found) => Unless(JsonElement.DeepEquals(v, value), at, $"must be {value.GetRawText()}", found),
            "minimum" => Number(value, path, problems, (v, n) => v >= n, "must be at least"),
            "maximum" => Number(value, path, problems, (v, n) => v <= n, "must be at most"),
            "exclusiveMinimum" => Number(value, path, problems, (v, n) => v > n, "must be above"),
            "exclusiveMaximum" => Number(value, path, problems, (v, n) => v < n, "must be below"),
            "multipleOf" => Number(value, path, problems, (v, n) => n > 0 && v / n % 1 == 0, "must be a multiple of"),
            "minLength" => Count(
                value, path, problems, JsonValueKind.String, Length, (v, n) => v >= n, "must have at least", "characters"),
            "maxLength" => Count(
                value, path, problems, JsonValueKind.String, Length, (v, n) => v <= n, "must have at most", "characters"),
            "pattern" => Pattern(value, path, problems),
            _ => SchemaShapes.Read(keyword, schema, path, problems),
        };
    }

    /// <summary>A rule for the size of values of a kind.</summary>
    public static SchemaRule? Count(
        JsonElement bound, string path, SchemaProblems problems, JsonValueKind kind, Func<JsonElement, int> size,
        Func<int, int, bool> holds, string rule, string unit)
    {
        if (bound.ValueKind is not JsonValueKind.Number || !bound.TryGetInt32(out var number) || number < 0)
        {
            problems.Add(path, "must be a whole number from 0");
            return null;
        }

        return (v, at, found) => Unless(v.ValueKind != kind || holds(size(v), number), at, $"{rule} {number} {unit}", found);
    }

    /// <summary>Complains unless something holds.</summary>
    public static void Unless(bool holds, string path, string rule, SchemaProblems problems)
    {
        if (!holds)
        {
            problems.Add(path, rule);
        }
    }

    private static SchemaRule? Type(JsonElement value, string path, SchemaProblems problems)
    {
        var names = (value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : (JsonElement[])[value])
            .Select(name => name.ValueKind is JsonValueKind.String ? name.GetString()! : "").ToList();
        if (names.Count == 0 || names.Exists(name => !Types.Contains(name)))
        {
            problems.Add(path, $"must be one or more of {string.Join(", ", Types)}");
            return null;
        }

        return (v, at, found) => Unless(
            names.Exists(name => Is(v, name)), at, $"must be of type {string.Join(" or ", names)}", found);
    }

    private static bool Is(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type is "null",
        JsonValueKind.True or JsonValueKind.False => type is "boolean",
        JsonValueKind.Object => type is "object",
        JsonValueKind.Array => type is "array",
        JsonValueKind.String => type is "string",
        _ => type is "number" || (type is "integer" && value.TryGetDouble(out var number) && Math.Truncate(number) == number),
    };

    private static SchemaRule? Enum(JsonElement value, string path, SchemaProblems problems)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            problems.Add(path, "must be a list of at least one value");
            return null;
        }

        var choices = value.EnumerateArray().ToList();

        return (v, at, found) => Unless(
            choices.Exists(choice => JsonElement.DeepEquals(choice, v)), at, $"must be one of {value.GetRawText()}", found);
    }

    private static SchemaRule? Number(
        JsonElement bound, string path, SchemaProblems problems, Func<decimal, decimal, bool> holds, string rule)
    {
        if (bound.ValueKind is not JsonValueKind.Number || !bound.TryGetDecimal(out var number))
        {
            problems.Add(path, "must be a number");
            return null;
        }

        return (v, at, found) => Unless(
            v.ValueKind is not JsonValueKind.Number || (v.TryGetDecimal(out var given) && holds(given, number)),
            at, $"{rule} {bound.GetRawText()}", found);
    }

    /// <summary>As JSON Schema counts: code points.</summary>
    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static SchemaRule? Pattern(JsonElement value, string path, SchemaProblems problems)
    {
        try
        {
            // Never backtracks: a pattern from outside must not be able to hold a processor for long.
            var pattern = new Regex(
                value.ValueKind is JsonValueKind.String ? value.GetString()! : throw new ArgumentException("it is no text"),
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

            return (v, at, found) => Unless(
                v.ValueKind is not JsonValueKind.String || pattern.IsMatch(v.GetString()!), at, $"must match {pattern}", found);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problems.Add(path, $"must be a regular expression without lookarounds and backreferences: {e.Message}");
            return null;
        }
    }
}
