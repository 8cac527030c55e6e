using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Client;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>A worker that serves jobs, and callers of it.</summary>
internal sealed class OjsSide : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WorldStore _store;
    private readonly HttpClient _http;

    private OjsSide(World world, WorldStore store)
    {
        (World, _store) = (world, store);
        var root = new Uri($"http://127.0.0.1:{world.Replicas[0].PublicPort}/");
        _http = new HttpClient { BaseAddress = new Uri(root, "ojs/v1/") };
        Client = new OjsClient(new HttpClient { BaseAddress = root });
        Alone = new OjsClient(new HttpClient { BaseAddress = root }, new OjsClientOptions { ShareRequests = false });
    }

    public World World { get; }

    /// <summary>The client library, over connections of its own: calls that come at once share requests.</summary>
    public OjsClient Client { get; }

    /// <summary>The same; every call has a request of its own.</summary>
    public OjsClient Alone { get; }

    /// <summary>A side that answers, over <c>redis</c>, <c>sqlite</c>, <c>postgresql</c> or <c>dynamodb</c>.</summary>
    public static async Task<OjsSide> StartAsync(string store)
    {
        var stored = await WorldStore.StartAsync(store);
        var world = await World.StartAsync(new WorldOptions
        {
            Redis = true,
            StartCluster = false,
            Worker = new Dictionary<string, string?> { ["Ojs__AllowReset"] = "true" },
            ComponentFiles = stored.Files,
        });
        var side = new OjsSide(world, stored);
        await side.ReadyAsync();

        return side;
    }

    /// <summary>Waits until a job can be fetched, that is until the queue's owner is found.</summary>
    public Task ReadyAsync() => Until.IsAsync("the first fetch to be answered", Patience, async () =>
        await CallAsync("workers/fetch", """{"queues":["ready"]}""") is { } jobs ? jobs : null);

    /// <summary>Enqueues a job; its id.</summary>
    public async Task<string> EnqueueAsync(string queue, string options = "") =>
        (string)(await CallAsync("jobs", Job(queue, options)))["job"]!["id"]!;

    /// <summary>Enqueues many, a thousand to a call.</summary>
    public async Task FillAsync(string queue, int count)
    {
        foreach (var some in Enumerable.Repeat(Job(queue), count).Chunk(1000))
        {
            await CallAsync("jobs/batch", $$"""{"jobs":[{{string.Join(',', some)}}]}""");
        }
    }

    /// <summary>The id and the due time of one job; none where there is none.</summary>
    public async Task<string?> FetchAsync(string queue, int waitMs = 0) =>
        (string?)((await CallAsync("workers/fetch", $$"""{"queues":["{{queue}}"],"wait_ms":{{waitMs}}}"""))["jobs"] as JsonArray)?
            .FirstOrDefault()?["id"];

    public Task AckAsync(string id) => CallAsync("workers/ack", $$"""{"job_id":"{{id}}"}""");

    /// <summary>Posts, and answers the body.</summary>
    /// <exception cref="HttpRequestException">Any answer but success.</exception>
    public async Task<JsonNode> CallAsync(string path, string body)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/openjobspec+json");
        using var response = await _http.PostAsync(path, content);
        var text = await response.Content.ReadAsByteArrayAsync();

        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new HttpRequestException($"{path}: {(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(text)}");
    }

    /// <summary>How long something takes, milliseconds.</summary>
    public static async Task<double> TimeAsync(Func<Task> what)
    {
        var began = Stopwatch.GetTimestamp();
        await what();

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await World.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static string Job(string queue, string options = "") =>
        $$$"""{"type":"bench.noop","args":[{"n":1}],"options":{"queue":"{{{queue}}}"{{{options}}}}}""";
}
