using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>A path of the case format: <c>$.a.b[0].c</c>, <c>[*]</c>, <c>[?(@.id=='v')]</c>.</summary>
internal sealed partial class JsonPath
{
    private readonly IReadOnlyList<Token> _tokens;

    private JsonPath(IReadOnlyList<Token> tokens) => _tokens = tokens;

    /// <exception cref="NotUnderstoodException">It is no such path.</exception>
    public static JsonPath Parse(string text)
    {
        var path = text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : text;
        var segments = Segment().Matches(path).Select(m => m.Value).ToList();
        NotUnderstoodException.Unless(path.Length > 0 && string.Join('.', segments) == path, $"path {text}");

        return new JsonPath([.. segments.SelectMany(segment => TokensOf(segment, text))]);
    }

    /// <summary>Follows the path. A missing member without brackets is null at once, whatever would follow.</summary>
    public Found Resolve(JsonNode? root) => Resolve(root, _tokens);

    private static Found Resolve(JsonNode? value, IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] is Each)
            {
                return value is JsonArray all ? Collect(all, [.. tokens.Skip(i + 1)]) : Astray(value, "an array");
            }

            if (tokens[i] is Member { Last: true } member && value is JsonObject place && !place.ContainsKey(member.Name))
            {
                return new Found(null);
            }

            var next = Step(value, tokens[i]);
            if (next.Lost is not null)
            {
                return next;
            }

            value = next.Value;
        }

        return new Found(value);
    }

    private static Found Step(JsonNode? value, Token token) => (token, value) switch
    {
        (Member member, JsonObject place) => new Found(place[member.Name]),
        (Member member, _) => Astray(value, $"an object with {member.Name}"),
        (Index index, JsonArray array) when index.Number < array.Count => new Found(array[index.Number]),
        (Index index, JsonArray array) => new Found(null, $"index {index.Number} is outside an array of {array.Count}"),
        (First first, JsonArray array) => new Found(array.OfType<JsonObject>().FirstOrDefault(first.Holds)),
        _ => Astray(value, "an array"),
    };

    /// <summary>What the rest of the path finds in each item; items without it are left out.</summary>
    private static Found Collect(JsonArray items, IReadOnlyList<Token> rest)
    {
        var found = items.Select(item => Resolve(item, rest))
            .Where(f => f.Lost is null && (rest.Count == 0 || f.Value is not null));

        return new Found(new JsonArray([.. found.Select(f => f.Value?.DeepClone())]));
    }

    private static Found Astray(JsonNode? value, string wanted) => new(null, $"not {wanted} but {Texts.Show(value, 60)}");

    private static IEnumerable<Token> TokensOf(string segment, string path)
    {
        var bracket = segment.IndexOf('[', StringComparison.Ordinal);
        var (name, brackets) = bracket < 0 ? (segment, "") : (segment[..bracket], segment[bracket..]);
        if (name.Length > 0)
        {
            yield return new Member(name, Last: brackets.Length == 0);
        }

        if (Filter().Match(brackets) is { Success: true } filter)
        {
            yield return new First(filter.Groups[1].Value, filter.Groups[2].Value.Trim('\'', '"'));
            yield break;
        }

        NotUnderstoodException.Unless(Brackets().IsMatch(brackets), $"path {path}");
        foreach (Match one in Bracket().Matches(brackets))
        {
            var index = one.Groups[1].Value;
            yield return index == "*" ? new Each() : new Index(int.Parse(index, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"(?:\[[^\]]*\]|[^.\[])+")]
    private static partial Regex Segment();

    [GeneratedRegex(@"\A\[\?\(@\.([^=]+)==(.*)\)\]\z")]
    private static partial Regex Filter();

    [GeneratedRegex(@"\A(?:\[(?:[0-9]+|\*)\])*\z")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\[([0-9]+|\*)\]")]
    private static partial Regex Bracket();

    private abstract record Token;

    /// <summary>A member of an object; <paramref name="Last"/> of its segment, without brackets.</summary>
    private sealed record Member(string Name, bool Last) : Token;

    private sealed record Index(int Number) : Token;

    private sealed record Each : Token;

    /// <summary>The first item that has such a member.</summary>
    private sealed record First(string Name, string Value) : Token
    {
        public bool Holds(JsonObject item) => item.ContainsKey(Name) && Texts.Plain(item[Name]) == Value;
    }
}
