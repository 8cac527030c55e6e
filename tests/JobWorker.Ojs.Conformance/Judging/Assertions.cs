using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Judging;

/// <summary>Makes checks of a step's assertions.</summary>
internal static partial class Assertions
{
    /// <exception cref="NotUnderstoodException">Something in them is unknown.</exception>
    public static IReadOnlyList<Check> Of(JsonObject spec, Templates seen) => [.. spec.SelectMany(a => Of(a.Key, a.Value, seen))];

    private static IEnumerable<Check> Of(string name, JsonNode? value, Templates seen) => name switch
    {
        "status" => [new Check(name, value, Status, StatusMatcher(value))],
        "status_in" => [new Check(name, value, Status, OneOf(value))],
        "body" => Members(name, value).Select(m => m.Key == "$or"
            ? BodyChecks.Or(m.Value, seen)
            : BodyChecks.Of(m.Key, m.Value, seen)),
        "body_absent" => Strings(name, value).Select(path => BodyChecks.Of(path, "absent", seen)),
        "body_contains" => Strings(name, value).Select(Contains),
        "headers" => Members(name, value).Select(m => Header(m.Key, m.Value)),
        "timing_ms" => Members(name, value).Select(m => Timing(m.Key, m.Value)),
        "exclusive_claim" => [StepChecks.ExclusiveClaim(value, seen)],
        "equality" => Members(name, value).Select(m => StepChecks.Equality(m.Key, m.Value, seen)),
        _ when Comment().IsMatch(name) => [],
        _ => throw new NotUnderstoodException($"assertion {name}"),
    };

    private static Found? Status(Answer answer) => new(JsonValue.Create(answer.Status));

    private static Matcher StatusMatcher(JsonNode? spec)
    {
        if (Texts.String(spec) is { } text && Codes().IsMatch(text))
        {
            return OneOf(new JsonArray([.. text[7..].Split(',').Select(code => JsonNode.Parse(code.Trim()))]));
        }

        if (spec is JsonObject { Count: 1 } choice && choice.ContainsKey("$in"))
        {
            return OneOf(choice["$in"]);
        }

        NotUnderstoodException.Unless(
            Texts.Whole(spec) is not null || Texts.String(spec)?.StartsWith("number:", StringComparison.Ordinal) is true,
            $"status {Texts.Show(spec)}");

        return Matchers.Of(spec);
    }

    private static Matcher OneOf(JsonNode? codes)
    {
        var wanted = (codes as JsonArray)?.Select(Texts.Whole).ToList();
        var known = wanted is [_, ..] && wanted.TrueForAll(code => code is not null);
        NotUnderstoodException.Unless(known, $"status list {Texts.Show(codes)}");

        return value => wanted!.Contains(Texts.Whole(value));
    }

    private static Check Contains(string part) => new(
        "body_contains",
        part,
        answer => new Found(JsonValue.Create(answer.Raw)),
        Matchers.Text(raw => raw.Contains(part, StringComparison.Ordinal)));

    private static Check Header(string name, JsonNode? spec)
    {
        var complaint = $"header matcher {Texts.Show(spec)}";
        NotUnderstoodException.Unless(Texts.String(spec) is not null || spec is JsonObject { Count: 1 }, complaint);
        Matcher holds = spec switch
        {
            JsonObject eq when eq.ContainsKey("$eq") => Exactly(Texts.String(eq["$eq"])),
            JsonObject match when match.ContainsKey("$match") => Matchers.Of(match),
            JsonObject exists when exists.ContainsKey("$exists") => Matchers.Of(exists),
            JsonObject => throw new NotUnderstoodException(complaint),
            _ => Exactly(Texts.String(spec)),
        };

        return new Check($"header {name}", spec, answer => new Found(answer.Headers.GetValueOrDefault(name)), holds);

        Matcher Exactly(string? wanted) => wanted is null
            ? throw new NotUnderstoodException(complaint)
            : value => (Texts.String(value) ?? "") == wanted;
    }

    private static Check Timing(string kind, JsonNode? spec)
    {
        var limit = Texts.Whole(spec) ?? throw new NotUnderstoodException($"timing {kind} {Texts.Show(spec)}");
        var holds = kind switch
        {
            "less_than" => Matchers.Number(took => took < limit),
            "greater_than" => Matchers.Number(took => took > limit),
            "approximate" => Matchers.Number(took => Math.Abs(took - limit) <= Math.Max(limit * 0.5, 100)),
            _ => throw new NotUnderstoodException($"timing {kind}"),
        };

        return new Check($"timing {kind}", spec, answer => new Found((int)answer.Took.TotalMilliseconds), holds);
    }

    private static JsonObject Members(string name, JsonNode? value) => value is JsonObject { Count: > 0 } members
        ? members
        : throw new NotUnderstoodException($"{name} {Texts.Show(value)}");

    private static IEnumerable<string> Strings(string name, JsonNode? value)
    {
        var texts = (value as JsonArray)?.Select(Texts.String).ToList();
        var known = texts is [_, ..] && texts.TrueForAll(text => text is { Length: > 0 });
        NotUnderstoodException.Unless(known, $"{name} {Texts.Show(value)}");

        return texts!.Select(t => t!);
    }

    [GeneratedRegex(@"\Aone_of:\s*[0-9]+\s*(,\s*[0-9]+\s*)*\z")]
    private static partial Regex Codes();

    [GeneratedRegex(@"\A(?:(?:.*_)?comment|description)\z")]
    private static partial Regex Comment();
}
