using System.Collections.Immutable;
using System.Text.Json;

namespace JobWorker.Core.Ojs.Schemas;

/// <summary>The keywords for lists, objects and combinations of schemas.</summary>
internal static class SchemaShapes
{
    private const int MostUnique = 1_000;

    public static SchemaRule? Read(JsonProperty keyword, JsonElement schema, string path, SchemaProblems problems)
    {
        var value = keyword.Value;

        return keyword.Name switch
        {
            "items" or "prefixItems" => Items(keyword, schema, path, problems),
            "additionalItems" => Rest(value, schema, path, problems),
            "minItems" => Count(JsonValueKind.Array, v => v.GetArrayLength(), (v, n) => v >= n, "must have at least", "elements"),
            "maxItems" => Count(JsonValueKind.Array, v => v.GetArrayLength(), (v, n) => v <= n, "must have at most", "elements"),
            "uniqueItems" => value.ValueKind is JsonValueKind.True ? Unique : null,
            "properties" => Properties(value, path, problems),
            "additionalProperties" => Others(value, schema, path, problems),
            "required" => Required(value, path, problems),
            "minProperties" => Count(JsonValueKind.Object, Members, (v, n) => v >= n, "must have at least", "members"),
            "maxProperties" => Count(JsonValueKind.Object, Members, (v, n) => v <= n, "must have at most", "members"),
            "allOf" => Combined(value, path, problems, (n, all) => n == all, "must keep to all of the schemas in allOf"),
            "anyOf" => Combined(value, path, problems, (n, _) => n > 0, "must keep to a schema in anyOf"),
            "oneOf" => Combined(value, path, problems, (n, _) => n == 1, "must keep to exactly one schema in oneOf"),
            "not" => Not(JsonSchema.Read(value, path, problems)),
            _ => Unknown(keyword.Name, path, problems),
        };

        SchemaRule? Count(
            JsonValueKind kind, Func<JsonElement, int> size, Func<int, int, bool> holds, string rule, string unit) =>
            SchemaKeywords.Count(value, path, problems, kind, size, holds, rule, unit);
    }

    private static SchemaRule? Unknown(string name, string path, SchemaProblems problems)
    {
        problems.Add(path, $"is not supported: {name} would not be kept");

        return null;
    }

    private static int Members(JsonElement value) => value.EnumerateObject().Count();

    private static SchemaRule Not(JsonSchema schema) => (v, at, found) =>
        SchemaKeywords.Unless(!schema.Holds(v), at, "must not keep to the schema in not", found);

    /// <summary>A list of schemas is for the first elements, one by one; a schema for all others.</summary>
    private static SchemaRule Items(JsonProperty keyword, JsonElement schema, string path, SchemaProblems problems)
    {
        if (keyword.Value.ValueKind is not JsonValueKind.Array)
        {
            var each = JsonSchema.Read(keyword.Value, path, problems);
            var after = schema.TryGetProperty("prefixItems", out var first) && first.ValueKind is JsonValueKind.Array
                ? first.GetArrayLength()
                : 0;

            return (v, at, found) => Elements(v, after, (item, n) => each.Check(item, $"{at}[{n}]", found));
        }

        var schemas = keyword.Value.EnumerateArray().Select((one, n) => JsonSchema.Read(one, $"{path}/{n}", problems)).ToList();

        return (v, at, found) => Elements(v, 0, (item, n) =>
        {
            if (n < schemas.Count)
            {
                schemas[n].Check(item, $"{at}[{n}]", found);
            }
        });
    }

    private static SchemaRule? Rest(JsonElement value, JsonElement schema, string path, SchemaProblems problems)
    {
        var each = JsonSchema.Read(value, path, problems);
        if (!schema.TryGetProperty("items", out var items) || items.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var after = items.GetArrayLength();

        return (v, at, found) => Elements(v, after, (item, n) => each.Check(item, $"{at}[{n}]", found));
    }

    private static void Elements(JsonElement value, int from, Action<JsonElement, int> check)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var (n, item) in value.EnumerateArray().Index().Skip(from))
            {
                check(item, n);
            }
        }
    }

    private static void Unique(JsonElement value, string path, SchemaProblems problems)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            // Each with each: more would take seconds.
            var items = value.EnumerateArray().Take(MostUnique + 1).ToList();
            if (items.Count > MostUnique)
            {
                problems.Add(path, $"must have at most {MostUnique} elements, for they must differ");
                return;
            }

            var isUnique = !items.Where((item, n) => items.Take(n).Any(other => JsonElement.DeepEquals(item, other))).Any();
            SchemaKeywords.Unless(isUnique, path, "must not have an element twice", problems);
        }
    }

    private static SchemaRule? Properties(JsonElement value, string path, SchemaProblems problems)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            problems.Add(path, "must be an object of schemas");
            return null;
        }

        var schemas = value.EnumerateObject()
            .Select(one => (one.Name, Schema: JsonSchema.Read(one.Value, $"{path}/{one.Name}", problems)))
            .ToImmutableArray();

        return (v, at, found) =>
        {
            foreach (var (name, schema) in v.ValueKind is JsonValueKind.Object ? schemas : [])
            {
                if (v.TryGetProperty(name, out var member))
                {
                    schema.Check(member, $"{at}.{name}", found);
                }
            }
        };
    }

    private static SchemaRule Others(JsonElement value, JsonElement schema, string path, SchemaProblems problems)
    {
        var each = JsonSchema.Read(value, path, problems);
        var named = schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object
            ? properties.EnumerateObject().Select(one => one.Name).ToHashSet(StringComparer.Ordinal)
            : [];

        return (v, at, found) =>
        {
            if (v.ValueKind is JsonValueKind.Object)
            {
                foreach (var member in v.EnumerateObject().Where(member => !named.Contains(member.Name)))
                {
                    each.Check(member.Value, $"{at}.{member.Name}", found);
                }
            }
        };
    }

    private static SchemaRule? Required(JsonElement value, string path, SchemaProblems problems)
    {
        if (value.ValueKind is not JsonValueKind.Array
            || value.EnumerateArray().Any(name => name.ValueKind is not JsonValueKind.String))
        {
            problems.Add(path, "must be a list of names");
            return null;
        }

        var names = value.EnumerateArray().Select(name => name.GetString()!).ToImmutableArray();

        return (v, at, found) =>
        {
            foreach (var name in v.ValueKind is JsonValueKind.Object ? names : [])
            {
                SchemaKeywords.Unless(v.TryGetProperty(name, out _), $"{at}.{name}", "is required", found);
            }
        };
    }

    private static SchemaRule? Combined(
        JsonElement value, string path, SchemaProblems problems, Func<int, int, bool> holds, string rule)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            problems.Add(path, "must be a list of schemas");
            return null;
        }

        var schemas = value.EnumerateArray().Select((one, n) => JsonSchema.Read(one, $"{path}/{n}", problems)).ToList();

        return (v, at, found) =>
            SchemaKeywords.Unless(holds(schemas.Count(schema => schema.Holds(v)), schemas.Count), at, rule, found);
    }
}
