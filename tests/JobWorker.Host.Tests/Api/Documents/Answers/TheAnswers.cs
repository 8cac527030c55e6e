using System.Text.Json.Nodes;
using Published = JobWorker.Testing.Emulators.Documents;

namespace JobWorker.Host.Tests.Api.Documents.Answers;

/// <summary>
/// Whether the service answers what <c>docs/openapi.yaml</c> says: every status of every operation is asked for, and each body is
/// held against its schema, strictly.
/// </summary>
public sealed class TheAnswers(TheAnswers.Asked asked) : IClassFixture<TheAnswers.Asked>
{
    private static readonly YamlDocument Document = YamlDocument.Read(Published.OpenApi);

    [Fact]
    public void Have_the_status_that_was_asked_for() => Assert.All(
        asked.Host.Answers, e => Assert.True(e.Expected == e.Answer.Status, $"{e.What}: {e.Answer.Status} {e.Answer.Text}"));

    [Fact]
    public void Are_all_that_the_document_has() => Assert.Equal(
        Described().Order(StringComparer.Ordinal),
        asked.Host.Answers.Select(e => $"{e.Answer.Operation} {e.Answer.Status}").Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Have_the_headers_of_the_document() => Assert.All(asked.Host.Answers, e =>
        Assert.All(HeadersOf(e.Answer), header => Assert.True(e.Headers.Contains(header), $"{e.What}: {e.Answer.Status} without {header}")));

    [SkippableFact]
    public async Task Keep_to_their_schemas()
    {
        Skip.If(Published.Missing is not null, Published.Missing);

        var judged = await Published.JudgeAsync(asked.Host.Answers.Select(e => e.Answer));

        Assert.Empty(judged.Zip(asked.Host.Answers).Where(pair => pair.First is not null)
            .Select(pair => $"{pair.Second.What} {pair.Second.Answer.Status}: {pair.First}: {pair.Second.Answer.Text}"));
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("PUT", "/api/jobs", 405)]
    public async Task Are_problems_also_where_nothing_is_described(string method, string path, int status)
    {
        using var response = await asked.Host.SendAsync($"{method} {path}");

        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(status, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task Keep_to_the_schema_of_a_job_in_the_stream_of_changes()
    {
        Skip.If(Published.Missing is not null, Published.Missing);

        Assert.Null((await Published.JudgePartAsync("#/components/schemas/JobEntry", [asked.Change])).Single());
    }

    /// <summary>The judge itself: it is none where it takes what nobody has described.</summary>
    [SkippableFact]
    public async Task Are_wrong_with_a_member_that_the_document_does_not_know()
    {
        Skip.If(Published.Missing is not null, Published.Missing);
        var objects = asked.Host.Answers.Select(e => e.Answer)
            .Where(a => a.MediaType?.Contains("json", StringComparison.Ordinal) == true && a.Text.StartsWith('{'))
            .Select(a => a with { Text = With(a.Text) }).ToList();

        var judged = await Published.JudgeAsync(objects);

        Assert.NotEmpty(objects);
        Assert.All(judged.Zip(objects), pair => Assert.True(pair.First is not null, pair.Second.ToString()));
    }

    private static string With(string json)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        node["unheardOf"] = 1;

        return node.ToJsonString();
    }

    private static IEnumerable<string> Described() =>
        from path in Document.Members("paths")
        from method in Document.Members("paths", path.Name)
        where method.Name is not "parameters"
        from status in Document.Members("paths", path.Name, method.Name, "responses")
        select $"{method.Name.ToUpperInvariant()} {path.Name} {status.Name}";

    private static IEnumerable<string> HeadersOf(Published.Answer answer)
    {
        var (method, path) = (answer.Operation.Split(' ')[0].ToLowerInvariant(), answer.Operation.Split(' ')[1]);

        return Document.Members("paths", path, method, "responses", $"{answer.Status}", "headers").Select(header => header.Name);
    }

    /// <summary>Everything asked once, for all tests.</summary>
    public sealed class Asked : IAsyncLifetime
    {
        internal AnsweredHost Host { get; private set; } = null!;

        internal string Change { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Host = await AnsweredHost.StartAsync();
            Change = await EveryRequest.AskAsync(Host);
        }

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
