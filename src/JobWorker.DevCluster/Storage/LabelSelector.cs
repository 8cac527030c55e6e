using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Storage;

/// <summary>A label selector: <c>a=b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>.</summary>
internal sealed partial class LabelSelector
{
    public static readonly LabelSelector Everything = new([]);

    private const string Key = @"^\s*(?<key>[^\s=!,()]+)";

    private readonly ImmutableArray<Requirement> requirements;

    private LabelSelector(ImmutableArray<Requirement> requirements) => this.requirements = requirements;

    /// <summary>Reads the text of a <c>labelSelector</c> parameter.</summary>
    /// <exception cref="FormatException">It is none; the message names the part.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        return new([.. Comma().Split(text).Select(ParseOne)]);
    }

    public bool Matches(JsonObject obj) =>
        requirements.IsEmpty || requirements.All(requirement => requirement.Matches(obj.Map("metadata", "labels")));

    private static Requirement ParseOne(string part)
    {
        var match = Grammar().Match(part);
        if (!match.Success || !Names.IsLabelKey(match.Groups["key"].Value))
        {
            throw new FormatException($"unable to parse requirement: '{part.Trim()}' is no label requirement");
        }

        var key = match.Groups["key"].Value;
        var values = match.Groups["set"].Success ? match.Groups["set"].Value : match.Groups["value"].Value;
        ImmutableArray<string> list = [.. values.Split(',').Select(value => value.Trim())];

        return match.Groups["op"].Value switch
        {
            "=" or "==" or "in" => new(key, Wanted: true, list),
            "!=" or "notin" => new(key, Wanted: false, list),
            _ => new(key, Wanted: match.Groups["not"].Length == 0, []),
        };
    }

    /// <param name="Key">The label.</param>
    /// <param name="Wanted">False turns the answer round; an absent label then matches.</param>
    /// <param name="Values">None: the label need only exist.</param>
    private sealed record Requirement(string Key, bool Wanted, ImmutableArray<string> Values)
    {
        public bool Matches(JsonObject? labels) =>
            Wanted == (labels.Text(Key) is { } value && (Values.IsEmpty || Values.Contains(value)));
    }

    // Commas inside parentheses separate values, not requirements.
    [GeneratedRegex(@",(?![^()]*\))")]
    private static partial Regex Comma();

    [GeneratedRegex(
        Key + @"\s*(?<op>==?|!=)\s*(?<value>[^\s=!,()]*)\s*$|"
        + Key + @"\s+(?<op>in|notin)\s*\((?<set>[^()]*)\)\s*$|"
        + @"^\s*(?<not>!?)\s*(?<key>[^\s=!,()]+)\s*$")]
    private static partial Regex Grammar();
}
