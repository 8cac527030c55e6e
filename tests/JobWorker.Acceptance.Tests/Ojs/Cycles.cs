using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Acceptance.Tests.Ojs;

/// <summary>Clients and workers that do not give up: enqueue, fetch, ack, again and again, whatever fails meanwhile.</summary>
/// <param name="addresses">Public addresses of the replicas; each client uses all in turn.</param>
/// <param name="queue">The queue.</param>
internal sealed class Cycles(IReadOnlyList<string> addresses, string queue) : IDisposable
{
    private const string MediaType = "application/openjobspec+json";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<string, int> _acks = new();
    private int _turn;
    private int _acked;

    /// <summary>Ids of jobs that were accepted.</summary>
    public ConcurrentBag<string> Accepted { get; } = [];

    /// <summary>What was fetched: job and attempt, in the order in which answers came.</summary>
    public ConcurrentQueue<(string Id, int Attempt)> Fetched { get; } = [];

    /// <summary>How many jobs were acknowledged so far.</summary>
    public int Acked => Volatile.Read(ref _acked);

    /// <summary>How often each job was acknowledged with success.</summary>
    public IReadOnlyDictionary<string, int> Acks => _acks;

    /// <summary>Enqueues jobs under ids of their own until each is accepted.</summary>
    public async Task EnqueueAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            var id = Guid.CreateVersion7().ToString();
            var job = new JsonObject
            {
                ["id"] = id,
                ["type"] = "cycle.job",
                ["args"] = new JsonArray(),
                ["options"] = new JsonObject { ["queue"] = queue, ["retry"] = new JsonObject { ["max_attempts"] = 100 } },
            };
            var (status, _) = await InsistAsync("jobs", job);
            Assert.True(status is HttpStatusCode.Created or HttpStatusCode.Conflict, $"the job was answered with {status}");
            Accepted.Add(id);
        }
    }

    /// <summary>Fetches and acknowledges until so many jobs are done in all.</summary>
    public async Task WorkAsync(string worker, int total)
    {
        while (Acked < total)
        {
            var (status, body) = await InsistAsync("workers/fetch", new JsonObject
            {
                ["queues"] = new JsonArray(queue),
                ["worker_id"] = worker,
                ["visibility_timeout_ms"] = 5_000,
                ["wait_ms"] = 200,
            });
            Assert.Equal(HttpStatusCode.OK, status);
            foreach (var job in body!["jobs"]!.AsArray())
            {
                var (id, attempt) = ((string)job!["id"]!, (int)job["attempt"]!);
                Fetched.Enqueue((id, attempt));
                await AckAsync(id, attempt, worker);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task AckAsync(string id, int attempt, string worker)
    {
        var tries = 0;
        var (status, _) = await InsistAsync(
            "workers/ack", new JsonObject { ["job_id"] = id, ["worker_id"] = worker }, () => tries++);
        var isDone = status is HttpStatusCode.OK;

        // The answer to an earlier try may have been lost on its way: then the job is completed, by this attempt.
        if (status is HttpStatusCode.Conflict && tries > 1)
        {
            isDone = await StateAsync(id) == ("completed", attempt);
        }

        if (isDone)
        {
            _acks.AddOrUpdate(id, 1, (_, n) => n + 1);
            Interlocked.Increment(ref _acked);
        }
    }

    /// <summary>Where a job stands, and at which attempt.</summary>
    public async Task<(string State, int Attempt)> StateAsync(string id)
    {
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri($"{Next()}/ojs/v1/jobs/{id}"));
                if (answer.IsSuccessStatusCode)
                {
                    var job = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["job"]!;

                    return ((string)job["state"]!, (int)job["attempt"]!);
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
            }

            await Task.Delay(BetweenTries);
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> InsistAsync(string path, JsonObject body, Action? trying = null)
    {
        while (true)
        {
            trying?.Invoke();
            try
            {
                using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
                content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
                using var answer = await _http.PostAsync(new Uri($"{Next()}/ojs/v1/{path}"), content);
                if ((int)answer.StatusCode < 500)
                {
                    return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
            }

            await Task.Delay(BetweenTries);
        }
    }

    private string Next() => addresses[(Interlocked.Increment(ref _turn) & int.MaxValue) % addresses.Count];
}
