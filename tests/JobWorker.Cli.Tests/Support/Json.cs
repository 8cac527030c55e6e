using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Cli.Tests.Support;

/// <summary>Answers as the service spells them.</summary>
internal static class Json
{
    /// <summary>A job of the list.</summary>
    public static string Entry(string id, string state = "running", string? reason = null, string service = "web") => $$"""
        {"id":"{{id}}","state":"{{state}}","service":"{{service}}","namespace":"default",
         {{(reason is null ? "" : $"\"reason\":\"{reason}\",")}}"jobName":"{{service}}-1","attempt":1,"version":5,
         "createdAt":"2026-01-31T11:30:00+00:00","updatedAt":"2026-01-31T11:45:00+00:00"}
        """;

    /// <summary>A part of the list.</summary>
    public static string Page(string? next, params IEnumerable<string> entries) =>
        $$"""{"jobs":[{{string.Join(',', entries)}}],"next":{{(next is null ? "null" : $"\"{next}\"")}}}""";

    /// <summary>A bulk operation.</summary>
    public static string Operation(
        string state, int matched = 3, int done = 0, int refused = 0, int failed = 0, string problems = "[]") => $$"""
        {"id":"op-1","verb":"cancel","filter":{},"state":"{{state}}","matched":{{matched}},"done":{{done}},"refused":{{refused}},
         "failed":{{failed}},"createdAt":"2026-01-31T12:00:00+00:00","updatedAt":"2026-01-31T12:00:01+00:00","problems":{{problems}}}
        """;

    /// <summary>What the service tells of a job.</summary>
    public static string Job(string id, string state, params string[] events) => $$"""
        {"id":"{{id}}","state":"{{state}}","version":{{events.Length}},"service":"web","attempt":1,"former":[],"callbacks":[],
         "timeline":[{{string.Join(',', events.Select((name, i) =>
            $$"""{"version":{{i + 1}},"at":"2026-01-31T11:59:{{i:00}}+00:00","event":"{{name}}"}"""))}}]}
        """;

    /// <summary>Whether two texts are the same JSON.</summary>
    public static void Same(string expected, string actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(actual)!.ToJsonString());

    /// <summary>Fails unless it is exactly one document.</summary>
    public static JsonElement One(string text)
    {
        using var document = JsonDocument.Parse(text);

        return document.RootElement.Clone();
    }
}
