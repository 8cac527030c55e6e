using System.Text.Json;

namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads the properties of one JSON object, and remembers which of them nobody asked for.</summary>
internal sealed class ObjectReader
{
    private const int LongestName = 128;

    private readonly string path;
    private readonly Findings findings;
    private readonly Dictionary<string, JsonElement> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> anyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public ObjectReader(JsonElement json, string path, Findings findings)
    {
        this.path = path;
        this.findings = findings;
        foreach (var property in json.EnumerateObject())
        {
            var name = JsonText.NameOf(property);
            exact[name] = property.Value;
            anyCase[name] = name;
        }
    }

    /// <summary>Everything in it, name by name, in the object's order; all of it counts as known.</summary>
    public IEnumerable<(string Name, Field Field)> All => exact.Select(p => (p.Key, new Field(p.Value, PathOf(p.Key), findings)));

    /// <summary>Whether the property is there and not null.</summary>
    public bool Has(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>The property of exactly that name, else the last one of that name in another case, else an absent one.</summary>
    public Field Take(string name)
    {
        var spelling = exact.ContainsKey(name) ? name : anyCase.GetValueOrDefault(name, name);
        known.Add(spelling);

        return new Field(Find(name) ?? default, PathOf(name), findings);
    }

    /// <summary>Lists what was not taken as ignored.</summary>
    public void IgnoreRest()
    {
        foreach (var name in exact.Keys.Where(name => !known.Contains(name)))
        {
            findings.Ignores(PathOf(name));
        }
    }

    private JsonElement? Find(string name) =>
        exact.TryGetValue(anyCase.GetValueOrDefault(name, name), out var other) | exact.TryGetValue(name, out var same)
            ? same.ValueKind is JsonValueKind.Undefined ? other : same
            : null;

    private string PathOf(string name)
    {
        var shown = name.Length <= LongestName ? name : $"{name.AsSpan(0, LongestName)}…";

        return path.Length == 0 ? shown : $"{path}.{shown}";
    }
}
