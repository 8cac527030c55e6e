using System.Net;
using System.Text.Json.Nodes;
using JobWorker.Host.Tests;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Tests.Support;

namespace JobWorker.Ojs.Client.Tests;

public sealed class SharedRequests
{
    private const string Refused = """{"status":"failed","http_status":409,"error":{"code":"duplicate","message":"There is one.","details":{"existing_job_id":"j0"}}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeServer _server = new();
    private readonly TaskCompletionSource _gate = new();
    private readonly ManualClock _clock = new();
    private readonly OjsClient _client;

    public SharedRequests()
    {
        _server.Held = _gate.Task;
        _client = _server.Client(_clock);
    }

    private static string Items(params string[] items) => $$"""{"items":[{{string.Join(',', items)}}]}""";

    /// <summary>An item, and also the answer to a job that came alone.</summary>
    private static string Job(string id) =>
        $$$"""{"status":"created","http_status":201,"job":{"id":"{{{id}}}","type":"a.b","state":"available"}}""";

    /// <summary>The first of the calls is under way when the others come.</summary>
    private async Task<Task<T>[]> AskAsync<T>(int count, Func<int, Task<T>> ask)
    {
        var first = ask(0);
        Assert.True(await _server.Came.WaitAsync(Patience));
        Task<T>[] all = [first, .. Enumerable.Range(1, count - 1).Select(ask)];
        _gate.SetResult();

        return all;
    }

    private Task<Task<OjsJob>[]> EnqueueAsync(int count) => AskAsync(count, n => _client.EnqueueAsync(new JobRequest("a.b", n)));

    private Task<Task<bool>[]> AckAsync(int count) => AskAsync(count, async n =>
    {
        await _client.Workers.AckAsync($"j{n}", new { n }, "w");
        return true;
    });

    [Fact]
    public async Task Take_jobs_along_that_come_while_one_is_under_way()
    {
        _server.Answers(201, Job("j0")).Answers(201, Items(Job("j1"), Job("j2")));

        var jobs = await Task.WhenAll(await EnqueueAsync(3)).WaitAsync(Patience);

        Assert.Equal(["j0", "j1", "j2"], jobs.Select(job => job.Id));
        Assert.Equal(["POST /ojs/v1/jobs", "POST /ojs/v1/jobs/bulk"], _server.Heard.Select(h => h.Line));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"jobs":[{"type":"a.b","args":[1]},{"type":"a.b","args":[2]}]}"""), _server.Heard[1].Body));
    }

    [Fact]
    public async Task Take_acknowledgements_along()
    {
        _server.Answers(200, "{}")
            .Answers(207, Items(Refused, """{"status":"acknowledged","http_status":200}"""));

        var acks = await AckAsync(3);

        Assert.True(await acks[0].WaitAsync(Patience));
        Assert.Equal("duplicate", (await Assert.ThrowsAsync<OjsException>(() => acks[1].WaitAsync(Patience))).Code);
        Assert.True(await acks[2].WaitAsync(Patience));
        Assert.Equal("POST /ojs/v1/workers/ack/bulk", _server.Heard[1].Line);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"acks":[{"job_id":"j1","worker_id":"w","result":{"n":1}},{"job_id":"j2","worker_id":"w","result":{"n":2}}]}"""),
            _server.Heard[1].Body));
    }

    [Theory]
    [InlineData(207)]
    [InlineData(422)]
    public async Task Refuse_each_for_itself(int status)
    {
        _server.Answers(201, Job("j0")).Answers(status, Items(Refused, status == 207 ? Job("j2") : Refused));

        var jobs = await EnqueueAsync(3);

        Assert.Equal("j0", (await jobs[0].WaitAsync(Patience)).Id);
        var refused = await Assert.ThrowsAsync<OjsException>(() => jobs[1].WaitAsync(Patience));
        Assert.Equal(("duplicate", HttpStatusCode.Conflict, "j0"), (refused.Code, refused.Status, refused.ExistingJobId));
        Assert.Equal(status == 207, await Record.ExceptionAsync(() => jobs[2].WaitAsync(Patience)) is null);
    }

    [Fact]
    public async Task Fail_for_all_that_go_along_where_there_is_no_answer()
    {
        _server.Answers(201, Job("j0"));

        var jobs = await EnqueueAsync(3);

        Assert.Equal("j0", (await jobs[0].WaitAsync(Patience)).Id);
        await Assert.ThrowsAsync<HttpRequestException>(() => jobs[1].WaitAsync(Patience));
        await Assert.ThrowsAsync<HttpRequestException>(() => jobs[2].WaitAsync(Patience));
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[{"status":"created","http_status":201}]}""")]
    [InlineData("{}")]
    public async Task Are_odd_where_not_every_job_is_answered(string body)
    {
        _server.Answers(201, Job("j0")).Answers(201, body);

        var jobs = await EnqueueAsync(3);

        Assert.Equal("j0", (await jobs[0].WaitAsync(Patience)).Id);
        Assert.Equal("http_error", (await Assert.ThrowsAsync<OjsException>(() => jobs[1].WaitAsync(Patience))).Code);
        Assert.Equal("http_error", (await Assert.ThrowsAsync<OjsException>(() => jobs[2].WaitAsync(Patience))).Code);
        Assert.Equal(2, _server.Heard.Count);
    }

    [Fact]
    public async Task Are_sent_one_by_one_where_they_are_too_large_together()
    {
        const string TooLarge = """{"error":{"code":"invalid_payload","message":"Too large."}}""";
        _server.Answers(201, Job("j0")).Answers(413, TooLarge);
        _server.Answers(201, """{"job":{"id":"alone","type":"a.b","state":"available"}}""");
        _server.Answers(201, """{"job":{"id":"alone","type":"a.b","state":"available"}}""");

        var jobs = await Task.WhenAll(await EnqueueAsync(3)).WaitAsync(Patience);

        Assert.Equal(["j0", "alone", "alone"], jobs.Select(job => job.Id));
        Assert.Equal(["POST /ojs/v1/jobs", "POST /ojs/v1/jobs"], _server.Heard.Skip(2).Select(h => h.Line));
    }

    [Fact]
    public async Task Acknowledge_alone_what_is_too_large_together()
    {
        _server.Answers(200, "{}").Answers(413, """{"error":{"code":"invalid_payload","message":"Too large."}}""")
            .Answers(200, "{}").Answers(200, "{}");

        await Task.WhenAll(await AckAsync(3)).WaitAsync(Patience);

        Assert.Equal(
            ["POST /ojs/v1/workers/ack", "POST /ojs/v1/workers/ack/bulk", "POST /ojs/v1/workers/ack", "POST /ojs/v1/workers/ack"],
            _server.Heard.Select(h => h.Line));
    }

    [Fact]
    public async Task Leave_a_job_alone_that_is_to_come_again_later()
    {
        const string Full = """{"status":"failed","http_status":429,"error":{"code":"QUEUE_FULL","message":"Full."}}""";
        _server.Answers(201, Job("j0")).Answers(207, Items(Full, Job("j2"))).Answers(201, Job("j1"));

        var jobs = await Task.WhenAll(await EnqueueAsync(3)).WaitAsync(Patience);

        Assert.Equal(["j0", "j1", "j2"], jobs.Select(job => job.Id));
        Assert.Equal(["POST /ojs/v1/jobs", "POST /ojs/v1/jobs/bulk", "POST /ojs/v1/jobs"], _server.Heard.Select(h => h.Line));
    }

    /// <summary>Whoever is asked to wait does so beside the others.</summary>
    [Fact]
    public async Task Go_on_while_a_call_waits_because_the_server_asks_it_to()
    {
        var server = new AnsweringServer { IsFull = true };
        var client = server.Client(_clock);

        var waits = client.EnqueueAsync(new JobRequest("a.b", 0));
        await Until.IsAsync("the call to wait", Patience, () => Task.FromResult(_clock.Waiting == 1 ? this : null));
        server.IsFull = false;
        await client.EnqueueAsync(new JobRequest("a.b", 1)).WaitAsync(Patience);
        Assert.False(waits.IsCompleted);

        _clock.Advance(AnsweringServer.Later);
        await waits.WaitAsync(Patience);
    }

    /// <summary>The specification has no such endpoint for acknowledgements, and not every server has one for jobs.</summary>
    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Are_no_more_where_the_server_takes_none(int status)
    {
        _server.Answers(201, Job("j0")).Answers(status, "").Answers(201, Job("a")).Answers(201, Job("b"));

        var jobs = await Task.WhenAll(await EnqueueAsync(3)).WaitAsync(Patience);
        Assert.Equal(["j0", "a", "b"], jobs.Select(job => job.Id).Order(StringComparer.Ordinal).OrderByDescending(id => id.Length));

        _server.Answers(201, Job("c")).Answers(201, Job("d"));
        await Task.WhenAll(_client.EnqueueAsync(new JobRequest("a.b")), _client.EnqueueAsync(new JobRequest("a.b"))).WaitAsync(Patience);
        Assert.Equal(
            ["", "/bulk", "", "", "", ""], _server.Heard.Select(h => h.Line.Replace("POST /ojs/v1/jobs", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Are_not_made_where_nobody_wants_them()
    {
        var client = _server.Client(_clock, new OjsClientOptions { ShareRequests = false });
        _server.Answers(201, Job("a")).Answers(201, Job("b"));

        var jobs = (Task<OjsJob>[])[client.EnqueueAsync(new JobRequest("a.b")), client.EnqueueAsync(new JobRequest("a.b"))];
        _gate.SetResult();
        await Task.WhenAll(jobs).WaitAsync(Patience);

        Assert.Equal(["POST /ojs/v1/jobs", "POST /ojs/v1/jobs"], _server.Heard.Select(h => h.Line));
    }

    [Fact]
    public async Task Are_not_sent_for_who_has_given_up()
    {
        var given = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.EnqueueAsync(new JobRequest("a.b"), given));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.Workers.AckAsync("j", cancel: given));
        Assert.Empty(_server.Heard);
    }

    /// <summary>Traces are handed on like this: a request that is several callers' is in none of theirs.</summary>
    [Fact]
    public async Task Belong_to_no_caller_but_to_one_that_is_alone()
    {
        var server = new AnsweringServer();
        var client = server.Client(_clock);

        foreach (var caller in (string[])["first", "second"])
        {
            server.Caller.Value = caller;
            await client.EnqueueAsync(new JobRequest("a.b", caller)).WaitAsync(Patience);
            Assert.Equal((caller, 1), server.Calls[^1]);
        }

        server.Held = _gate.Task;
        var first = client.EnqueueAsync(new JobRequest("a.b"));
        await Until.IsAsync("the first to be sent", Patience, () => Task.FromResult(server.Calls.Count == 3 ? this : null));
        var others = Enumerable.Range(0, 8).Select(n => client.EnqueueAsync(new JobRequest("a.b", n))).ToList();
        _gate.SetResult();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);
        Assert.Equal([("second", 1), (null, 8)], server.Calls[2..]);
    }

    /// <summary>
    /// The bound is half of what it takes where one of them always goes ahead of the others. The machine's other work may part
    /// them in one try, not in each.
    /// </summary>
    [Fact]
    public async Task Are_shared_again_by_those_who_were_answered_together()
    {
        const int Rounds = 100;
        const int Bound = Rounds * 3 / 2;

        var requests = await RequestsOfAsync(Rounds);
        for (var again = 0; again < 2 && requests > Bound; again++)
        {
            requests = await RequestsOfAsync(Rounds);
        }

        Assert.InRange(requests, Rounds, Bound);
    }

    private async Task<int> RequestsOfAsync(int rounds)
    {
        const int Callers = 32;
        var server = new AnsweringServer();
        var client = server.Client(_clock);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async n =>
        {
            for (var round = 0; round < rounds; round++)
            {
                await client.EnqueueAsync(new JobRequest("a.b", n));
            }
        })).WaitAsync(Patience);

        Assert.Equal(Callers * rounds, server.Jobs);

        return server.Requests;
    }

    /// <summary>Answers any number of jobs, a moment later.</summary>
    private sealed class AnsweringServer : HttpMessageHandler
    {
        /// <summary>After so long those who came alone may come again.</summary>
        public static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

        /// <summary>Follows a call to where it is sent from.</summary>
        public AsyncLocal<string?> Caller { get; } = new();

        /// <summary>Whose each request was, and how many jobs it had.</summary>
        public List<(string? Caller, int Jobs)> Calls { get; } = [];

        /// <summary>Answers wait for it.</summary>
        public Task Held { get; set; } = Task.CompletedTask;

        public int Requests => Calls.Count;

        public int Jobs => Calls.Sum(call => call.Jobs);

        /// <summary>Whether it takes none.</summary>
        public bool IsFull { get; set; }

        public OjsClient Client(TimeProvider clock) => new(new HttpClient(this) { BaseAddress = new Uri("http://ojs.test/") }, clock: clock);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var many = body["jobs"]?.AsArray().Select((_, n) => Job($"j{n}")).ToArray();
            Calls.Add((Caller.Value, many?.Length ?? 1));
            if (IsFull)
            {
                return new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(Later) } };
            }

            await Held;
            await Task.Yield();

            return new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(many is null ? Job("j0") : Items(many)) };
        }
    }
}
