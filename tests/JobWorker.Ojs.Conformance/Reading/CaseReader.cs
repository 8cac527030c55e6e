using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Judging;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Reading;

/// <summary>Reads cases, strictly: what is not known here must not pass for lack of being looked at.</summary>
internal static class CaseReader
{
    private static readonly string[] Keys =
    [
        "test_id", "level", "category", "name", "description", "spec_ref", "tags", "setup", "steps", "teardown", "preconditions",
    ];

    /// <summary>The case in a file's text.</summary>
    /// <exception cref="NotUnderstoodException">Some part of it is unknown, or nothing is asserted.</exception>
    public static Case Read(string text)
    {
        var json = Parse(text);
        Known(json, Keys, "case");
        var id = Texts.String(json["test_id"]);
        NotUnderstoodException.Unless(id is { Length: > 0 }, "case without test_id");
        var read = new Case(
            id!,
            Texts.String(json["name"]) ?? id!,
            Level(json["level"]),
            (Texts.String(json["category"]) ?? "").Replace("ext-", "", StringComparison.Ordinal),
            Section(json["setup"], "setup"),
            Steps(json["steps"], "steps"),
            Section(json["teardown"], "teardown"));
        Check(read);

        return read;
    }

    /// <summary>Fails where <paramref name="json"/> has a member that is not among <paramref name="keys"/>.</summary>
    internal static void Known(JsonObject json, IReadOnlyCollection<string> keys, string where)
    {
        var unknown = json.Select(m => m.Key).Except(keys).ToList();
        NotUnderstoodException.Unless(unknown.Count == 0, $"{where} key {string.Join(", ", unknown)}");
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };

            return JsonNode.Parse(text, documentOptions: strict) as JsonObject
                ?? throw new NotUnderstoodException("the file holds no JSON object");
        }
        catch (JsonException e)
        {
            throw new NotUnderstoodException($"the file is not JSON: {e.Message}");
        }
    }

    private static int Level(JsonNode? json) => (Texts.Whole(json), Texts.String(json)) switch
    {
        (int level and >= 0 and <= 4, _) => level,
        (_, "ext" or "extension") => Case.Extension,
        _ => throw new NotUnderstoodException($"level {Texts.Show(json)}"),
    };

    private static IReadOnlyList<Step> Section(JsonNode? json, string name)
    {
        if (json is null)
        {
            return [];
        }

        var section = json as JsonObject ?? throw new NotUnderstoodException($"{name} {Texts.Show(json)}");
        Known(section, ["steps"], name);

        return Steps(section["steps"], name);
    }

    private static IReadOnlyList<Step> Steps(JsonNode? json, string where)
    {
        var steps = json as JsonArray ?? throw new NotUnderstoodException($"{where} is no list of steps");

        return
        [
            .. steps.Select((step, i) => StepReader.Read(
                step as JsonObject ?? throw new NotUnderstoodException($"{where}[{i}] is no object"), $"{where}[{i}]")),
        ];
    }

    /// <summary>What only shows when all steps are known.</summary>
    private static void Check(Case read)
    {
        var ids = new HashSet<string>();
        foreach (var step in read.All)
        {
            var source = $"{step.Path} {Texts.Show(step.Body?.Json, int.MaxValue)} {Texts.Show(step.Assertions, int.MaxValue)}";
            Templates.Check(source, ids);
            NotUnderstoodException.Unless(ids.Add(step.Id), $"step id used twice: {step.Id}");
            _ = Assertions.Of(step.Assertions, Templates.None);
        }

        foreach (var step in read.All.Where(s => s.ParallelWith is not null))
        {
            NotUnderstoodException.Unless(ids.Contains(step.ParallelWith!), $"parallel_with {step.ParallelWith}");
        }

        var asserts = read.Steps.Any(step => Assertions.Of(step.Assertions, Templates.None).Count > 0);
        NotUnderstoodException.Unless(asserts, "the case asserts nothing");
    }
}
