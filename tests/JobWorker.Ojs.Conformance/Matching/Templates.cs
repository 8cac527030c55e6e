using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>What earlier steps were answered, by the step's id, and the templates that stand for parts of it.</summary>
internal sealed partial class Templates
{
    /// <summary>Before the first step.</summary>
    public static Templates None => new();

    private readonly Dictionary<string, JsonNode?> _bodies = [];

    /// <summary>Remembers the answer of a step; null for one that is no JSON object.</summary>
    public void Add(string step, JsonObject? body) => _bodies[step] = body;

    /// <summary>Replaces <c>{{steps.ID.response.body.PATH}}</c>; what stands for nothing stays as it is.</summary>
    public string Fill(string text) => Template().Replace(text, match =>
        _bodies.TryGetValue(match.Groups[1].Value, out var body)
        && JsonPath.Parse(match.Groups[2].Value).Resolve(body) is { Lost: null, Value: { } value }
            ? Texts.Plain(value)
            : match.Value);

    /// <summary>The same in every string of a document.</summary>
    public JsonNode? Fill(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Fill(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Fill)]),
        _ when Texts.String(node) is { } text => JsonValue.Create(Fill(text)),
        _ => node?.DeepClone(),
    };

    /// <summary>What <c>$.steps.ID.response.body.PATH</c> stands for, or the same in braces.</summary>
    /// <exception cref="NotUnderstoodException">It is no such reference.</exception>
    public Func<Found> Reference(string? text)
    {
        var match = Referring().Match(text ?? "");
        NotUnderstoodException.Unless(match.Success, $"reference {text}");
        var path = match.Groups[2].Success ? JsonPath.Parse(match.Groups[2].Value) : null;

        return () => !_bodies.TryGetValue(match.Groups[1].Value, out var body)
            ? new Found(null, $"no answer to {match.Groups[1].Value}")
            : path?.Resolve(body) ?? new Found(body);
    }

    /// <summary>Fails where a text has braces that are no template, or one of a step not in <paramref name="known"/>.</summary>
    /// <exception cref="NotUnderstoodException">It has.</exception>
    public static void Check(string text, IReadOnlySet<string> known)
    {
        foreach (Match braces in Braces().Matches(text))
        {
            var match = Referring().Match(braces.Value);
            NotUnderstoodException.Unless(match.Success && known.Contains(match.Groups[1].Value), $"template {braces.Value}");
        }
    }

    [GeneratedRegex(@"\{\{steps\.([^.]+)\.response\.body\.([^}]+)\}\}")]
    private static partial Regex Template();

    [GeneratedRegex(@"\A(?:\$\.|\{\{)steps\.([^.]+)\.response\.body(?:\.([^}]+))?(?:\}\})?\z")]
    private static partial Regex Referring();

    [GeneratedRegex(@"\{\{.*?\}\}|\$\{.*?\}")]
    private static partial Regex Braces();
}
