using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Ojs;

/// <summary>Envelopes that producers put on a plain SQS queue.</summary>
public sealed class JobsOverSqs(OjsQueueWorld fixture) : IClassFixture<OjsQueueWorld>
{
    [SkippableTheory]
    [InlineData("bare", false)]
    [InlineData("wrapped", true)]
    public async Task Come_in_once_however_often_the_message_comes(string queue, bool isInACloudEvent)
    {
        var (emulator, id) = (fixture.Emulator, Guid.CreateVersion7().ToString());
        JsonNode message = Job(queue, id);
        message = isInACloudEvent
            ? new JsonObject { ["specversion"] = "1.0", ["id"] = "e", ["source"] = "/t", ["type"] = "t", ["data"] = message }
            : message;

        await emulator.SendAllAsync(OjsQueueWorld.Jobs, Enumerable.Repeat(message.ToJsonString(), 5));
        await emulator.EmptyAsync(OjsQueueWorld.Jobs);

        var job = (await GetAsync($"/ojs/v1/jobs/{id}"))["job"]!;
        Assert.Equal(("available", "test.job", queue), ((string?)job["state"], (string?)job["type"], (string?)job["queue"]));
        Assert.Equal(1, (int)(await GetAsync($"/ojs/v1/queues/{queue}/stats"))["queue"]!["available"]!);
    }

    [SkippableTheory]
    [InlineData("""{"type":"no.id","args":[]}""", "OJS: id is required over a queue")]
    [InlineData("no JSON at all", "OJS: the message must be JSON")]
    public async Task Go_to_dead_letters_with_the_reason_where_they_cannot_be_read(string message, string reason)
    {
        await fixture.Emulator.SendAsync(OjsQueueWorld.Jobs, message);
        await fixture.Emulator.EmptyAsync(OjsQueueWorld.Jobs);

        Assert.Single(await fixture.World.Api.DeadLettersAsync(), letter =>
            letter.GetProperty("reason").GetString()!.StartsWith(reason, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Leave_the_queue_of_messages_to_messages()
    {
        var id = JobMessages.NewId();

        await fixture.Emulator.SendAsync(SqsWorld.Queue, JobMessages.Shell(id, "true").ToJsonString());

        Assert.Equal("succeeded", (await fixture.World.FinishedAsync(id)).State);
    }

    private static JsonObject Job(string queue, string id) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = id,
        ["type"] = "test.job",
        ["args"] = new JsonArray(),
        ["options"] = new JsonObject { ["queue"] = queue },
    };

    private async Task<JsonNode> GetAsync(string path)
    {
        var (status, body) = await fixture.World.Api.GetAsync(path);
        Assert.True(status == 200, body);

        return JsonNode.Parse(body)!;
    }
}
