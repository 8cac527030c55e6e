using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Ojs;

/// <summary>Jobs that come over a topic, queues whose jobs are handed on, and what is published of both.</summary>
public sealed class JobsOverDapr(JobsOverDapr.PublishingWorld fixture) : IClassFixture<JobsOverDapr.PublishingWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Come_in_once_however_often_the_message_comes()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var id = Guid.CreateVersion7().ToString();
        var job = Job(id, "incoming");
        var event1 = new JsonObject { ["specversion"] = "1.0", ["id"] = "e1", ["source"] = "/t", ["type"] = "t", ["data"] = job };

        Put(job.DeepClone().AsObject(), event1);
        await StateAsync(id, "available");
        await WaitAsync("both messages to be taken", () => Task.FromResult(Pending() == 0));

        Assert.Equal(1, (int)(await GetAsync("/ojs/v1/queues/incoming/stats"))["queue"]!["available"]!);
    }

    [SkippableFact]
    public async Task Go_to_dead_letters_with_the_reason_where_they_have_no_id()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var type = "no.id" + Guid.NewGuid().ToString("N");

        Put(new JsonObject { ["type"] = type, ["args"] = new JsonArray() });

        await WaitAsync("the dead letter", async () => (await fixture.World.Api.DeadLettersAsync())
            .Any(letter => letter.ToString().Contains("id is required over a queue", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Are_handed_on_to_a_topic_and_done_once_the_broker_has_them()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var id = await EnqueueAsync("pushed");

        await StateAsync(id, "completed");

        Assert.Contains(Stream("handed-on"), entry => entry.Contains(id, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Are_told_of_on_a_topic_step_by_step_and_whole_when_they_are_given_up()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var id = await EnqueueAsync("told", """{"max_attempts":1,"on_exhaustion":"dead_letter"}""");
        await PostAsync("/ojs/v1/workers/fetch", """{"queues":["told"]}""");
        await PostAsync("/ojs/v1/workers/nack", $$$"""{"job_id":"{{{id}}}","error":{"code":"handler_error","message":"no"}}""");

        await WaitAsync("the dead letter", () => Task.FromResult(Of("ojs-dead-letters", id).Count > 0));

        Assert.Equal(
            ["job.enqueued", "job.started", "job.failed", "job.discarded"], Of("ojs-events", id).Select(e => (string?)e["type"]));
        var letter = Assert.Single(Of("ojs-dead-letters", id));
        Assert.Equal(("job.dead_letter", "no"), ((string?)letter["type"], (string?)letter["data"]!["error"]!["message"]));
    }

    private static JsonObject Job(string id, string queue) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = id,
        ["type"] = "test.job",
        ["args"] = new JsonArray(),
        ["options"] = new JsonObject { ["queue"] = queue },
    };

    private void Put(params JsonObject[] messages)
    {
        using var redis = fixture.World.Redis!.Connect();
        redis.Add("ojs", [.. messages.Select(m => m.Bytes())]);
    }

    private long Pending()
    {
        using var redis = fixture.World.Redis!.Connect();
        return redis.Pending("ojs", "jobworker");
    }

    /// <summary>CloudEvents of a job on a topic, in order.</summary>
    private List<JsonNode> Of(string topic, string id) =>
        [.. Stream(topic).Select(entry => JsonNode.Parse(entry)!).Where(e => (string?)e["subject"] == id)];

    private List<string> Stream(string topic)
    {
        using var redis = fixture.World.Redis!.Connect();

        return
        [
            .. from entry in ((object?[])redis.Call("XRANGE", topic, "-", "+")!).Cast<object?[]>()
               let fields = ((object?[])entry[1]!).Cast<string>().ToList()
               select fields[fields.IndexOf("data") + 1],
        ];
    }

    private async Task<string> EnqueueAsync(string queue, string retry = "{}")
    {
        var said = await PostAsync(
            "/ojs/v1/jobs", $$$"""{"type":"test.job","args":[],"options":{"queue":"{{{queue}}}","retry":{{{retry}}} }}""");

        return (string)said["job"]!["id"]!;
    }

    private Task<PublishingWorld> StateAsync(string id, string state) => WaitAsync($"the job to be {state}", async () =>
        await fixture.World.Api.GetAsync($"/ojs/v1/jobs/{id}") is (200, var body)
        && (string?)JsonNode.Parse(body)!["job"]!["state"] == state);

    private Task<PublishingWorld> WaitAsync(string what, Func<Task<bool>> holds) =>
        fixture.World.WaitAsync(what, Patience, async () => await holds() ? fixture : null);

    private async Task<JsonNode> GetAsync(string path)
    {
        var (status, body) = await fixture.World.Api.GetAsync(path);
        Assert.True(status == 200, body);

        return JsonNode.Parse(body)!;
    }

    private async Task<JsonNode> PostAsync(string path, string json)
    {
        var (status, body) = await fixture.World.Api.PostAsync(path, json);
        Assert.True(status is 200 or 201, body);

        return JsonNode.Parse(body)!;
    }

    /// <summary>Everything that can go out does.</summary>
    public sealed class PublishingWorld : WorldFixture
    {
        protected override bool CanStart => RedisServer.IsInstalled;

        private protected override WorldOptions Options { get; } = new()
        {
            Redis = true,
            Worker = new Dictionary<string, string?>
            {
                ["Ojs__Transport__EventsPubSub"] = "jobs-queue",
                ["Ojs__Transport__DeadLettersTopic"] = "ojs-dead-letters",
                ["Ojs__Transport__Push__0__Queue"] = "pushed",
                ["Ojs__Transport__Push__0__PubSub"] = "jobs-queue",
                ["Ojs__Transport__Push__0__Topic"] = "handed-on",
            },
        };
    }
}
