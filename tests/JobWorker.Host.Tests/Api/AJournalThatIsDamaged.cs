using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Host.Tests.Api.Documents.Answers;

namespace JobWorker.Host.Tests.Api;

public sealed class AJournalThatIsDamaged
{
    [Theory]
    [InlineData("null")]
    [InlineData("""{"hash":"h","event":null}""")]
    [InlineData("""{"hash":"h","event":{"type":"job.unknown.v1"}}""")]
    [InlineData("""{"hash":"h","event":{"type":"job.duplicate.v1","at":"soon"}}""")]
    public async Task Is_told_as_such_and_which_event_it_is_says_the_check(string stored)
    {
        await using var host = await AnsweredHost.StartAsync();
        await host.WriteAsync("a", JobStories.All["failed"]);
        var head = JsonNode.Parse(host.Slots.TextOf("job-worker-a"))!;
        head["tail"]![2] = JsonNode.Parse(stored);
        host.Slots.Replace("job-worker-a", head.ToJsonString());

        foreach (var path in new[] { "", "/events", "/callbacks" })
        {
            using var response = await host.SendAsync($"GET /api/jobs/a{path}");
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

            Assert.Equal(500, (int)response.StatusCode);
            Assert.StartsWith("The journal of a is damaged: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var check = await host.SendAsync("GET /api/jobs/a/verify");
        Assert.Equal(3, (await check.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("brokenAt").GetInt32());
    }
}
