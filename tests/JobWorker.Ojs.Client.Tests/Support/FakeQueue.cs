using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Client.Tests.Support;

/// <summary>A server as a worker sees it: hands out what is put in, remembers what becomes of it. A fetch never waits.</summary>
internal sealed class FakeQueue : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _waiting = [];
    private readonly List<string> _told = [];
    private int _made;

    /// <summary>Told at each beat.</summary>
    public string Directive { get; set; } = "running";

    /// <summary>Jobs the server no longer counts as the worker's.</summary>
    public HashSet<string> Lost { get; } = [];

    /// <summary>Requests that fail, by the last part of their path, so many times.</summary>
    public Dictionary<string, int> Trouble { get; } = [];

    /// <summary>Held while set: a fetch is answered when it falls.</summary>
    public TaskCompletionSource? FetchGate { get; set; }

    /// <summary>Held while set: an acknowledgement is answered when it falls.</summary>
    public TaskCompletionSource? AckGate { get; set; }

    /// <summary>The answer to an acknowledgement that is not taken; none: all are.</summary>
    public HttpStatusCode? Refuses { get; set; }

    public int Fetches { get; private set; }

    /// <summary>What each beat named, newest last.</summary>
    public List<string> Beats { get; } = [];

    /// <summary>What was said of jobs: <c>ack j1 {"n":1}</c>, <c>nack j1 code/Type</c>, <c>requeue j1</c>.</summary>
    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_gate)
            {
                return [.. _told];
            }
        }
    }

    public OjsClient Client(TimeProvider clock) =>
        new(new HttpClient(this) { BaseAddress = new Uri("http://ojs.test/") }, null, clock);

    public void Put(params string[] types)
    {
        lock (_gate)
        {
            _waiting.AddRange(types.Select(type => new JsonObject
            {
                ["id"] = $"j{++_made}",
                ["type"] = type,
                ["state"] = "active",
                ["args"] = new JsonArray(_made),
            }));
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        var call = request.RequestUri!.Segments[^1];
        if ((call == "fetch" ? FetchGate : call is "ack" or "bulk" ? AckGate : null) is { } gate)
        {
            await gate.Task;
        }

        lock (_gate)
        {
            if (Trouble.TryGetValue(call, out var left) && left > 0)
            {
                Trouble[call] = left - 1;
                throw new HttpRequestException("the line is dead");
            }

            if (call == "ack" && Refuses is { } status)
            {
                return new HttpResponseMessage(status) { Content = new StringContent("""{"error":{"code":"invalid_payload","message":"Too large."}}""") };
            }

            var answer = call switch
            {
                "fetch" => Fetch((int)body["count"]!),
                "heartbeat" => Beat(body),
                "ack" => Ack(body),
                "bulk" => $$"""{"items":[{{string.Join(',', body["acks"]!.AsArray().Select(ack => Ack(ack!)))}}]}""",
                _ when body["requeue"] is not null => Tell($"requeue {body["job_id"]}", "available"),
                _ => Tell($"nack {body["job_id"]} {body["error"]!["code"]}/{body["error"]!["type"]}", "retryable"),
            };

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8) };
        }
    }

    private string Fetch(int count)
    {
        Fetches++;
        var jobs = _waiting.Take(count).ToList();
        _waiting.RemoveRange(0, jobs.Count);

        return new JsonObject { ["jobs"] = new JsonArray([.. jobs]) }.ToJsonString();
    }

    private string Beat(JsonNode body)
    {
        var jobs = body["active_jobs"]!.AsArray().Select(id => (string)id!).ToList();
        Beats.Add(string.Join(',', jobs));
        var kept = jobs.Where(id => !Lost.Contains(id)).Select(id => (JsonNode)id!);

        return new JsonObject { ["state"] = Directive, ["jobs_extended"] = new JsonArray([.. kept]) }.ToJsonString();
    }

    private string Ack(JsonNode body) => Tell($"ack {body["job_id"]} {body["result"]?.ToJsonString()}".TrimEnd(), "completed");

    private string Tell(string what, string state)
    {
        _told.Add(what);

        return $$"""{"status":"told","state":"{{state}}","attempt":1,"max_attempts":3}""";
    }
}
