using System.Collections.Immutable;
using System.Text.Json;

namespace JobWorker.Core.Ojs.Schemas;

/// <summary>A JSON Schema in the part of it that is kept here; a schema that uses more is refused, not half kept.</summary>
/// <remarks>Understood: see <see cref="SchemaKeywords"/>. Formats are annotations, as JSON Schema has it by default.</remarks>
public sealed class JsonSchema
{
    private readonly ImmutableArray<SchemaRule> _rules;

    private JsonSchema(ImmutableArray<SchemaRule> rules) => _rules = rules;

    /// <summary>Reads a schema.</summary>
    /// <param name="json">An object, or true (everything is right) or false (nothing is).</param>
    /// <returns>The schema, or everything in it that is wrong or not supported.</returns>
    public static (JsonSchema? Schema, ImmutableArray<SchemaProblem> Problems) Parse(JsonElement json)
    {
        var problems = new SchemaProblems();
        var schema = Read(json, "", problems);

        return problems.Any ? (null, problems.All) : (schema, []);
    }

    /// <summary>Everything that is wrong with a value, at most twenty things; none: it keeps to the schema.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">What the value is called in the problems, such as <c>args</c>.</param>
    public ImmutableArray<SchemaProblem> Check(JsonElement value, string path = "")
    {
        var problems = new SchemaProblems();
        try
        {
            Check(value, path, problems);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape: JSON allows it, text does not.
            problems.Add(path, "must have whole characters only");
        }

        return problems.All;
    }

    internal static JsonSchema Read(JsonElement json, string path, SchemaProblems problems)
    {
        var rules = ImmutableArray.CreateBuilder<SchemaRule>();
        switch (json.ValueKind)
        {
            case JsonValueKind.True:
                break;
            case JsonValueKind.False:
                rules.Add((_, at, found) => found.Add(at, "must not be there"));
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    if (SchemaKeywords.Read(member, json, $"{path}/{member.Name}", problems) is { } rule)
                    {
                        rules.Add(rule);
                    }
                }

                break;
            default:
                problems.Add(path, "must be an object, true or false");
                break;
        }

        return new JsonSchema(rules.ToImmutable());
    }

    internal void Check(JsonElement value, string path, SchemaProblems problems)
    {
        foreach (var rule in _rules)
        {
            rule(value, path, problems);
        }
    }

    internal bool Holds(JsonElement value)
    {
        var problems = new SchemaProblems();
        Check(value, "", problems);

        return !problems.Any;
    }
}

/// <summary>What one keyword asks of a value.</summary>
/// <param name="value">The value.</param>
/// <param name="path">Where it is.</param>
/// <param name="problems">Where complaints go.</param>
internal delegate void SchemaRule(JsonElement value, string path, SchemaProblems problems);

/// <summary>Something that is wrong with a value, or with a schema.</summary>
/// <param name="Path">Where.</param>
/// <param name="Rule">What it must be, to be read after the path.</param>
public sealed record SchemaProblem(string Path, string Rule);

/// <summary>Gathers what is wrong; bounded, because it ends up in an answer.</summary>
internal sealed class SchemaProblems
{
    private const int Most = 20;

    private readonly ImmutableArray<SchemaProblem>.Builder _found = ImmutableArray.CreateBuilder<SchemaProblem>();

    public bool Any => _found.Count > 0;

    public ImmutableArray<SchemaProblem> All => _found.ToImmutable();

    /// <summary>Notes one; those after the twentieth are left out.</summary>
    public void Add(string path, string rule)
    {
        if (_found.Count < Most)
        {
            _found.Add(new SchemaProblem(path, rule));
        }
    }
}
