using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Judging;

/// <summary>What must hold between the answers of earlier steps.</summary>
internal static class StepChecks
{
    private const string OneHas = "exactly_one_has_job";
    private const string OneEmpty = "exactly_one_empty";

    /// <summary>Of several fetches exactly one got the job, and (or) exactly one got nothing.</summary>
    public static Check ExclusiveClaim(JsonNode? spec, Templates seen)
    {
        var json = spec as JsonObject;
        NotUnderstoodException.Unless(
            json is not null && json["fetches"] is JsonArray { Count: > 0 }
            && json.All(m => m.Key is "job_id" or "fetches" || (m.Key is OneHas or OneEmpty && Texts.Flag(m.Value) is true))
            && (json.ContainsKey(OneHas) || json.ContainsKey(OneEmpty)),
            $"exclusive_claim {Texts.Show(spec)}");
        var job = seen.Reference(Texts.String(json!["job_id"]));
        var fetches = ((JsonArray)json["fetches"]!).Select(f => seen.Reference(Texts.String(f))).ToList();

        return new Check("exclusive_claim", spec, _ => Claims(job, fetches), claims => Holds(json, claims!));
    }

    /// <summary>Two values of earlier answers are the same.</summary>
    public static Check Equality(string left, JsonNode? right, Templates seen)
    {
        var (one, other) = (seen.Reference(left), seen.Reference(Texts.String(right)));

        return new Check($"equality {left}", right, _ => Pair(one(), other()), pair => JsonNode.DeepEquals(pair![0], pair[1]));
    }

    private static Found Pair(Found one, Found other) =>
        new(new JsonArray(one.Value?.DeepClone(), other.Value?.DeepClone()), one.Lost ?? other.Lost);

    /// <summary>The job's id, then the ids each fetch got.</summary>
    private static Found Claims(Func<Found> job, IReadOnlyList<Func<Found>> fetches)
    {
        var ids = fetches.Select(fetch => new JsonArray(
            [.. (fetch().Value as JsonArray ?? []).OfType<JsonObject>().Select(j => j["id"]?.DeepClone())]));

        return new Found(new JsonArray([job().Value?.DeepClone(), .. ids]), job().Lost);
    }

    private static bool Holds(JsonObject spec, JsonNode claims)
    {
        var (job, fetches) = (claims[0], claims.AsArray().Skip(1).Select(f => f!.AsArray()).ToList());

        return (!spec.ContainsKey(OneHas) || fetches.Sum(ids => ids.Count(id => JsonNode.DeepEquals(id, job))) == 1)
            && (!spec.ContainsKey(OneEmpty) || fetches.Count(ids => ids.Count == 0) == 1);
    }
}
