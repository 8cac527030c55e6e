using System.Text.Json;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Ojs.Reading;

/// <summary>The members of one JSON object by name; of equal names the last counts.</summary>
internal sealed class Members
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly Part part;
    private readonly Dictionary<string, JsonProperty> byName = new(StringComparer.Ordinal);

    public Members(Part part)
    {
        this.part = part;
        foreach (var property in part.Value.EnumerateObject())
        {
            byName[JsonText.NameOf(property)] = property;
        }
    }

    /// <summary>Everything in it, in the object's order.</summary>
    public IEnumerable<KeyValuePair<string, JsonProperty>> All => byName;

    /// <summary>An object of the same place without members.</summary>
    public Members Nothing => new(part with { Value = Empty });

    /// <summary>The object itself.</summary>
    public Part Whole => part;

    /// <summary>The first of the spellings that is there, else the first spelling, absent.</summary>
    public Part Take(params ReadOnlySpan<string> spellings)
    {
        foreach (var name in spellings)
        {
            if (byName.TryGetValue(name, out var property) && property.Value.ValueKind is not JsonValueKind.Null)
            {
                return Member(name, property.Value);
            }
        }

        return Member(spellings[0], default);
    }

    private Part Member(string name, JsonElement value) =>
        part with { Value = value, Path = part.Path.Length == 0 ? name : $"{part.Path}.{name}" };
}
