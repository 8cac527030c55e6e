using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Ojs;

/// <summary>Jobs with large arguments, many at once, over a sidecar that takes requests of 4 MiB.</summary>
public sealed class LargeJobs
{
    private const int Jobs = 160;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Text = new('x', 300_000);

    [SkippableFact]
    public async Task Are_taken_together_written_down_and_found_again_by_the_next_worker()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions
        {
            Redis = true,
            StartCluster = false,
            Worker = new Dictionary<string, string?> { ["Ojs__CheckpointEvents"] = "50" },
        });
        using var http = Client(world.Replicas[0]);

        await EnqueueAsync(http, Jobs);
        await world.Worker!.KillAsync();
        world.StartWorker();
        await world.WaitForWorkerAsync();
        await AssertWorkedOffAsync(http, Jobs);
    }

    /// <summary>Its items hold 400 KB, the emulator's as well: what does not fit is refused by itself.</summary>
    [SkippableFact]
    public async Task Stay_within_the_items_of_DynamoDB_or_are_refused()
    {
        Skip.If(WorldStore.MissingFor(WorldStore.DynamoDb) is not null, WorldStore.MissingFor(WorldStore.DynamoDb));
        await using var store = await WorldStore.StartAsync(WorldStore.DynamoDb);
        await using var world = await World.StartAsync(new WorldOptions
        {
            StartCluster = false,
            Worker = new Dictionary<string, string?> { ["Ojs__CheckpointEvents"] = "20" },
            ComponentFiles = store.Files,
        });
        using var http = Client(world.Replicas[0]);

        var tooLarge = Enumerable.Range(0, 5).Select(n => AskAsync(http, "jobs", Job(n, new string('y', 600_000)))).ToList();
        await EnqueueAsync(http, 50);
        Assert.All(await Task.WhenAll(tooLarge), answer => Assert.Equal(413, answer.Status));
        Assert.Contains("bytes", (await tooLarge[0]).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("could not write", world.Worker!.Output, StringComparison.Ordinal);
        await world.Worker.KillAsync();
        world.StartWorker();
        await world.WaitForWorkerAsync();
        await AssertWorkedOffAsync(http, 50);
        Assert.DoesNotContain("could not write", world.Worker!.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Go_from_replica_to_replica()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(SeveralReplicas.Of(2) with
        {
            StartCluster = false,
            Worker = new Dictionary<string, string?> { ["Leadership__Mode"] = "AllReplicas" },
        });
        using var one = Client(world.Replicas[0]);
        using var other = Client(world.Replicas[1]);

        await Task.WhenAll(EnqueueAsync(one, 20), EnqueueAsync(other, 20));
        await AssertWorkedOffAsync(one, 20);
        await AssertWorkedOffAsync(other, 20);
    }

    /// <summary>3.5 MiB of them are written at once; more is refused whole.</summary>
    [SkippableFact]
    public async Task Come_in_batches_as_large_as_may_be_written()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, StartCluster = false });
        using var http = Client(world.Replicas[0]);

        var large = await AskAsync(http, "jobs/batch", Batch(12, Text));
        var tooLarge = await AskAsync(http, "jobs/batch", Batch(13, Text));
        var many = await AskAsync(http, "jobs/batch", Batch(10_000, ""));
        await world.Worker!.KillAsync();
        world.StartWorker();
        await world.WaitForWorkerAsync();

        Assert.Equal((201, 413, 201), (large.Status, tooLarge.Status, many.Status));
        Assert.Contains("may have 3670016", tooLarge.Body, StringComparison.Ordinal);
        var stats = await world.WaitAsync("the queue to answer", Patience, async () =>
            await world.Api.GetAsync("/ojs/v1/queues/large/stats") is (200, var body) ? body : null);
        Assert.Equal(10_012, (int)JsonNode.Parse(stats)!["queue"]!["available"]!);
    }

    private static HttpClient Client(Replica replica) =>
        new() { BaseAddress = new Uri($"http://127.0.0.1:{replica.PublicPort}"), Timeout = Patience };

    private static JsonObject Job(int number, string text) => new()
    {
        ["type"] = "large.job",
        ["args"] = new JsonArray(number, text),
        ["options"] = new JsonObject { ["queue"] = "large" },
    };

    private static JsonObject Batch(int count, string text) =>
        new() { ["jobs"] = new JsonArray([.. Enumerable.Range(0, count).Select(n => Job(n, text))]) };

    private static async Task EnqueueAsync(HttpClient http, int count)
    {
        var made = await Task.WhenAll(Enumerable.Range(0, count).Select(n => AskAsync(http, "jobs", Job(n, Text))));
        Assert.All(made, answer => Assert.True(answer.Status == 201, $"{answer.Status}: {answer.Body}"));
    }

    private static async Task AssertWorkedOffAsync(HttpClient http, int count)
    {
        HashSet<string> fetched = [];
        while (fetched.Count < count)
        {
            var body = await PatientlyAsync(
                http, "workers/fetch", new JsonObject { ["queues"] = new JsonArray("large"), ["count"] = Math.Min(16, count - fetched.Count) });
            var jobs = body["jobs"]!.AsArray();
            Assert.NotEmpty(jobs);
            Assert.All(jobs, job => Assert.Equal(Text, (string?)job!["args"]![1]));
            Assert.All(jobs, job => Assert.True(fetched.Add((string)job!["id"]!)));
            await Task.WhenAll(jobs.Select(job => PatientlyAsync(http, "workers/ack", new JsonObject { ["job_id"] = (string)job!["id"]! })));
        }
    }

    /// <summary>
    /// As clients do: a sidecar that misses the worker for a moment when it was killed has no actors then, and nothing is done.
    /// </summary>
    private static Task<JsonNode> PatientlyAsync(HttpClient http, string path, JsonObject body) =>
        Until.IsAsync($"an answer to {path}", Patience, async () =>
        {
            var (status, answer) = await AskAsync(http, path, body);
            Assert.True(status == 200 || (status == 500 && answer.Contains("\"retryable\":true", StringComparison.Ordinal)), $"{status}: {answer}");

            return status == 200 ? JsonNode.Parse(answer) : null;
        });

    private static async Task<(int Status, string Body)> AskAsync(HttpClient http, string path, JsonObject body)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/openjobspec+json");
        using var answer = await http.PostAsync(new Uri($"/ojs/v1/{path}", UriKind.Relative), content);

        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
