using System.Globalization;
using System.Text.RegularExpressions;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>Matchers written as a string, such as <c>string:uuidv7</c> and <c>~1000</c>; else the string itself.</summary>
internal static partial class Words
{
    private static readonly Dictionary<string, Matcher> Fixed = new()
    {
        ["any"] = _ => true,
        ["absent"] = value => value is null,
        ["exists"] = value => value is not null,
        ["string:nonempty"] = Matchers.Text(text => text.Length > 0),
        ["string:non_empty"] = Matchers.Text(text => text.Length > 0),
        ["string:uuid"] = Matchers.Text(text => Uuid().IsMatch(text)),
        ["string:uuidv7"] = Matchers.Text(text => UuidV7().IsMatch(text)),
        ["string:datetime"] = Matchers.Text(text => Instant().IsMatch(text)),
        ["number:positive"] = Matchers.Number(number => number > 0),
        ["number:non_negative"] = Matchers.Number(number => number >= 0),
        ["array:nonempty"] = Matchers.Array(array => array.Count > 0),
        ["array:empty"] = Matchers.Array(array => array.Count == 0),
    };

    private static readonly IReadOnlyList<(Regex Form, Func<GroupCollection, Matcher> Make)> Forms =
    [
        (Minimum(), g => Matchers.Array(array => array.Count >= Number(g[1]))),
        (Length(), g => Matchers.Array(array => array.Count == Number(g[1]) || array.Count == Number(g[2]))),
        (Contains(), g => Matchers.Array(array => array.Any(item => Texts.Plain(item) == g[1].Value))),
        (ContainsNot(), g => Matchers.Array(array => array.All(item => Texts.Plain(item) != g[1].Value))),
        (Holds(), g => Matchers.Text(text => text.Contains(g[1].Value, StringComparison.Ordinal))),
        (Pattern(), g => Matchers.Text(GoPattern.Of(g[1].Value).IsMatch)),
        (Range(), g => Matchers.Number(number => number >= Number(g[1]) && number <= Number(g[2]))),
        (About(), g => Matchers.Number(number => Math.Abs(number - Number(g[1])!.Value) <= Number(g[1]) * 0.5)),
    ];

    /// <exception cref="NotUnderstoodException">It looks like a matcher, and is none.</exception>
    public static Matcher Of(string spec)
    {
        if (Fixed.TryGetValue(spec, out var word))
        {
            return word;
        }

        foreach (var (form, make) in Forms)
        {
            if (form.Match(spec) is { Success: true } match)
            {
                return make(match.Groups);
            }
        }

        NotUnderstoodException.Unless(!Reserved().IsMatch(spec), $"matcher {spec}");

        return Matchers.Text(text => text == spec);
    }

    private static double? Number(Group group) =>
        group.Success ? double.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\A[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z")]
    private static partial Regex UuidV7();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Instant();

    [GeneratedRegex(@"\Aarray:min(?:_length)?:([0-9]+)\z")]
    private static partial Regex Minimum();

    [GeneratedRegex(@"\Aarray:length(?::([0-9]+)|\(([0-9]+)\))\z")]
    private static partial Regex Length();

    [GeneratedRegex(@"\Acontains:(.*)\z", RegexOptions.Singleline)]
    private static partial Regex Contains();

    [GeneratedRegex(@"\Anot_contains:(.*)\z", RegexOptions.Singleline)]
    private static partial Regex ContainsNot();

    [GeneratedRegex(@"\Astring:contains:(.*)\z", RegexOptions.Singleline)]
    private static partial Regex Holds();

    [GeneratedRegex(@"\Astring:pattern\((.*)\)\z", RegexOptions.Singleline)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\Anumber:range\((-?[0-9]+(?:\.[0-9]+)?),\s*(-?[0-9]+(?:\.[0-9]+)?)\)\z")]
    private static partial Regex Range();

    [GeneratedRegex(@"\A~([0-9]+(?:\.[0-9]+)?)\z")]
    private static partial Regex About();

    [GeneratedRegex(@"\A(?:(?:string|number|integer|array|object|boolean|bool|one_of):|~)")]
    private static partial Regex Reserved();
}
