using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Judging;

/// <summary>What must hold of an answer's body, which must be a JSON object for any of it to hold.</summary>
internal static class BodyChecks
{
    /// <summary>The value a path leads to.</summary>
    public static Check Of(string path, JsonNode? spec, Templates seen)
    {
        var known = !path.StartsWith('$') || path.StartsWith("$.", StringComparison.Ordinal);
        NotUnderstoodException.Unless(known, $"body key {path}");
        var (where, wanted) = (JsonPath.Parse(seen.Fill(path)), seen.Fill(spec));

        return new Check(
            path,
            wanted,
            answer => answer.Body is { } body ? where.Resolve(body) : null,
            Matchers.Of(wanted),
            HoldsWhenLost: Texts.String(wanted) == "absent");
    }

    /// <summary>One of several bodies in full; a path that leads nowhere does not hold.</summary>
    public static Check Or(JsonNode? spec, Templates seen)
    {
        var choices = (spec as JsonArray)?.OfType<JsonObject>().ToList();
        var known = choices is [_, ..] && choices.Count == ((JsonArray)spec!).Count && choices.TrueForAll(c => c.Count > 0);
        NotUnderstoodException.Unless(known, $"$or {Texts.Show(spec)}");
        var bodies = choices!.Select(choice => choice.Select(m => Member(m.Key, m.Value, seen)).ToList()).ToList();

        return new Check(
            "$or",
            spec,
            answer => answer.Body is { } body ? new Found(body) : null,
            value => bodies.Any(b => b.All(m => m(value))));
    }

    private static Matcher Member(string path, JsonNode? spec, Templates seen)
    {
        // Upstream's own form of "nothing in the body", which never holds there either.
        if (path == "$empty")
        {
            return _ => false;
        }

        var (where, holds) = (JsonPath.Parse(path), Matchers.Of(seen.Fill(spec)));

        return value => where.Resolve(value) is { Lost: null } found && holds(found.Value);
    }
}
