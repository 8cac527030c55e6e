using System.Net;
using JobWorker.Host.Tests;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Tests.Support;

namespace JobWorker.Ojs.Client.Tests;

public sealed class ARefusal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeServer _server = new();
    private readonly ManualClock _clock = new();

    private const string Limited = """{"error":{"code":"rate_limited","message":"Slow down.","retryable":true}}""";

    private Task<OjsJob> Call(OjsClientOptions? options = null) => _server.Client(_clock, options).GetAsync("j1");

    [Fact]
    public async Task Tells_all_that_the_server_said()
    {
        _server.Answers(409, """
            {"error":{"code":"duplicate","message":"There is one.","retryable":false,"request_id":"req_1","hint":"Wait.","type":"t",
             "details":{"existing_job_id":"j0"}}}
            """);

        var e = await Assert.ThrowsAsync<OjsException>(() => Call());

        Assert.Equal(("duplicate", "There is one.", HttpStatusCode.Conflict), (e.Code, e.Message, e.Status));
        Assert.Equal(("req_1", "Wait.", "t", "j0", false), (e.RequestId, e.Hint, e.Type, e.ExistingJobId, e.Retryable));
    }

    [Theory]
    [InlineData(502, "<html>")]
    [InlineData(500, "")]
    [InlineData(404, "[]")]
    [InlineData(404, """{"error":"no"}""")]
    public async Task Is_told_even_where_it_has_no_code(int status, string body)
    {
        _server.Answers(status, body, ("X-Request-Id", "req_2"));

        var e = await Assert.ThrowsAsync<OjsException>(() => Call());

        Assert.Equal(("http_error", (HttpStatusCode)status, "req_2"), (e.Code, e.Status, e.RequestId));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"job":5}""")]
    [InlineData("""{"job":{"type":"a"}}""")]
    [InlineData("none")]
    public async Task Is_made_of_an_answer_that_makes_no_sense(string body)
    {
        _server.Answers(200, body);

        Assert.Equal("http_error", (await Assert.ThrowsAsync<OjsException>(() => Call())).Code);
    }

    [Theory]
    [InlineData(429, "2")]
    [InlineData(503, "Thu, 01 Jan 2026 12:00:02 GMT")]
    public async Task That_asks_to_wait_is_waited_for(int status, string after)
    {
        _server.Answers(status, Limited, ("Retry-After", after)).Answers(200, """{"job":{"id":"j1","type":"a.b","state":"active"}}""");

        var call = Call();
        await Until.IsAsync("the client to wait", Patience, () => Task.FromResult(_clock.Waiting == 1 ? this : null));
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Single(_server.Heard);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal("j1", (await call).Id);
    }

    [Fact]
    public async Task That_asks_for_too_much_patience_is_told_at_once()
    {
        _server.Answers(429, Limited, ("Retry-After", "31"));

        var e = await Assert.ThrowsAsync<OjsException>(() => Call());

        Assert.Equal((TimeSpan.FromSeconds(31), true), (e.RetryAfter!.Value, e.Retryable));
    }

    [Fact]
    public async Task That_asks_to_wait_again_and_again_is_told_in_the_end()
    {
        _server.Answers(429, Limited, ("Retry-After", "0")).Answers(429, Limited, ("Retry-After", "0"));

        await Assert.ThrowsAsync<OjsException>(() => Call(new OjsClientOptions { MaxRetries = 1 }));

        Assert.Equal(2, _server.Heard.Count);
    }

    [Fact]
    public async Task Without_a_time_to_wait_is_not_repeated()
    {
        _server.Answers(503, Limited);

        await Assert.ThrowsAsync<OjsException>(() => Call());

        Assert.Single(_server.Heard);
    }
}
