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
        _client = _server.Client(_clock, new OjsClientOptions { ShareRequests = true });
    }

    private static string Items(params string[] items) => $$"""{"items":[{{string.Join(',', items)}}]}""";

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
        _server.Answers(201, Items(Job("j0"))).Answers(201, Items(Job("j1"), Job("j2")));

        var jobs = await Task.WhenAll(await EnqueueAsync(3)).WaitAsync(Patience);

        Assert.Equal(["j0", "j1", "j2"], jobs.Select(job => job.Id));
        Assert.Equal(["POST /ojs/v1/jobs/bulk", "POST /ojs/v1/jobs/bulk"], _server.Heard.Select(h => h.Line));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"jobs":[{"type":"a.b","args":[1]},{"type":"a.b","args":[2]}]}"""), _server.Heard[1].Body));
    }

    [Fact]
    public async Task Take_acknowledgements_along()
    {
        _server.Answers(200, Items("""{"status":"acknowledged","http_status":200}"""))
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
        _server.Answers(201, Items(Job("j0"))).Answers(status, Items(Refused, status == 207 ? Job("j2") : Refused));

        var jobs = await EnqueueAsync(3);

        Assert.Equal("j0", (await jobs[0].WaitAsync(Patience)).Id);
        var refused = await Assert.ThrowsAsync<OjsException>(() => jobs[1].WaitAsync(Patience));
        Assert.Equal(("duplicate", HttpStatusCode.Conflict, "j0"), (refused.Code, refused.Status, refused.ExistingJobId));
        Assert.Equal(status == 207, await Record.ExceptionAsync(() => jobs[2].WaitAsync(Patience)) is null);
    }

    [Fact]
    public async Task Fail_for_all_that_go_along_where_there_is_no_answer()
    {
        _server.Answers(201, Items(Job("j0")));

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
        _server.Answers(201, body);

        var odd = await Assert.ThrowsAsync<OjsException>(async () => await (await EnqueueAsync(1))[0].WaitAsync(Patience));

        Assert.Equal("http_error", odd.Code);
        Assert.Single(_server.Heard);
    }

    [Fact]
    public async Task Are_sent_one_by_one_where_they_are_too_large_together()
    {
        const string TooLarge = """{"error":{"code":"invalid_payload","message":"Too large."}}""";
        _server.Answers(201, Items(Job("j0"))).Answers(413, TooLarge);
        _server.Answers(201, """{"job":{"id":"alone","type":"a.b","state":"available"}}""");
        _server.Answers(201, """{"job":{"id":"alone","type":"a.b","state":"available"}}""");

        var jobs = await Task.WhenAll(await EnqueueAsync(3)).WaitAsync(Patience);

        Assert.Equal(["j0", "alone", "alone"], jobs.Select(job => job.Id));
        Assert.Equal(["POST /ojs/v1/jobs", "POST /ojs/v1/jobs"], _server.Heard.Skip(2).Select(h => h.Line));
    }

    [Fact]
    public async Task Acknowledge_alone_what_is_too_large_together()
    {
        _server.Answers(413, """{"error":{"code":"invalid_payload","message":"Too large."}}""").Answers(200, "{}");

        Assert.True(await (await AckAsync(1))[0].WaitAsync(Patience));
        Assert.Equal("POST /ojs/v1/workers/ack", _server.Heard[1].Line);
    }

    [Fact]
    public async Task Leave_a_job_alone_that_is_to_come_again_later()
    {
        _server.Answers(422, Items("""{"status":"failed","http_status":429,"error":{"code":"QUEUE_FULL","message":"Full."}}"""))
            .Answers(201, """{"job":{"id":"j0","type":"a.b","state":"available"}}""");

        var job = await (await EnqueueAsync(1))[0].WaitAsync(Patience);

        Assert.Equal("j0", job.Id);
        Assert.Equal(["POST /ojs/v1/jobs/bulk", "POST /ojs/v1/jobs"], _server.Heard.Select(h => h.Line));
    }

    /// <summary>The bound is half of what it takes where one of them always goes ahead of the others.</summary>
    [Fact]
    public async Task Are_shared_again_by_those_who_were_answered_together()
    {
        const int Callers = 32;
        const int Rounds = 100;
        var server = new AnsweringServer();
        var client = new OjsClient(
            new HttpClient(server) { BaseAddress = new Uri("http://ojs.test/") }, new OjsClientOptions { ShareRequests = true }, _clock);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async n =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await client.EnqueueAsync(new JobRequest("a.b", n));
            }
        })).WaitAsync(Patience);

        Assert.Equal(Callers * Rounds, server.Jobs);
        Assert.InRange(server.Requests, Rounds, Rounds * 3 / 2);
    }

    /// <summary>Answers any number of jobs, a moment later.</summary>
    private sealed class AnsweringServer : HttpMessageHandler
    {
        public int Requests { get; private set; }

        public int Jobs { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var jobs = body["jobs"]!.AsArray().Select((_, n) => Job($"j{n}")).ToArray();
            Requests++;
            Jobs += jobs.Length;
            await Task.Yield();

            return new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(Items(jobs)) };
        }
    }
}
