using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Tests.Ojs.Envelopes;

public sealed class WhatWorkersSend
{
    private static readonly EnvelopeLimits Limits = EnvelopeLimits.Default;

    [Fact]
    public void Asks_for_jobs()
    {
        var least = Fetch("""{"queues": ["b", "a", "b"]}""").Good();
        var most = Fetch(
            """{"queues": ["a"], "count": 5, "worker_id": "w", "visibility_timeout_ms": 30000, "wait_ms": 2000, "x": 1}""").Good();

        Assert.Equal(["b", "a"], least.Queues.AsEnumerable());
        Assert.Equal((1, null, null, TimeSpan.Zero), (least.Count, least.WorkerId, least.VisibilityTimeout, least.Wait));
        Assert.Equal((5, "w"), (most.Count, most.WorkerId));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)), (most.VisibilityTimeout, most.Wait));
    }

    [Theory]
    [InlineData("queues", "{}")]
    [InlineData("queues", """{"queues": []}""")]
    [InlineData("queues", """{"queues": "default"}""")]
    [InlineData("queues[1]", """{"queues": ["a", "B"]}""")]
    [InlineData("queues[0]", """{"queues": [null]}""")]
    [InlineData("count", """{"queues": ["a"], "count": 0}""")]
    [InlineData("count", """{"queues": ["a"], "count": 1001}""")]
    [InlineData("worker_id", """{"queues": ["a"], "worker_id": 5}""")]
    [InlineData("wait_ms", """{"queues": ["a"], "wait_ms": 60000}""")]
    public void Asks_wrongly(string field, string json) => Assert.Equal(field, Fetch(json).Only().Field);

    [Theory]
    [InlineData("""{"job_id": "j", "worker_id": "w", "result": {"ok": true}}""", "w", """{"ok": true}""")]
    [InlineData("""{"id": "j", "result": 0}""", null, "0")]
    [InlineData("""{"job_id": "j", "id": "other", "result": false}""", null, "false")]
    [InlineData("""{"job_id": "j", "result": null}""", null, null)]
    [InlineData("""{"job_id": "j"}""", null, null)]
    public void Acknowledges(string json, string? worker, string? result)
    {
        var ack = AckRequest.Parse(Bodies.Utf8(json), Limits).Good();

        Assert.Equal(("j", worker, result), (ack.JobId, ack.WorkerId, ack.Result?.ToString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"job_id": ""}""")]
    [InlineData("""{"job_id": 5}""")]
    public void Acknowledges_nothing(string json) =>
        Assert.Equal("job_id", AckRequest.Parse(Bodies.Utf8(json), Limits).Only().Field);

    [Theory]
    [InlineData("""{"code": "handler_error", "message": "m"}""", "handler_error", "handler_error", null)]
    [InlineData("""{"code": "c", "message": "m", "type": "auth.expired", "retryable": false}""", "c", "auth.expired", false)]
    [InlineData("""{"code": "c", "message": "m", "details": {"error_class": "Smtp"}, "retryable": true}""", "c", "Smtp", true)]
    [InlineData("""{"type": "t", "message": "m", "details": {"error_class": "Smtp"}}""", "t", "t", null)]
    [InlineData("""{"code": "c", "message": "m", "details": {"error_class": 5}}""", "c", "c", null)]
    [InlineData("""{"code": "c", "message": "m", "details": "text"}""", "c", "c", null)]
    public void Tells_a_failure(string error, string code, string type, bool? retryable)
    {
        var nack = Nack($$"""{"job_id": "j", "error": {{error}}}""").Good();

        Assert.Equal(("j", false), (nack.JobId, nack.Requeue));
        Assert.Equal((code, type, "m", retryable), (nack.Error.Code, nack.Error.Type, nack.Error.Message, nack.Error.Retryable));
    }

    [Fact]
    public void Tells_a_failure_whatever_its_message()
    {
        Assert.Equal("c", Nack("""{"id": "j", "error": {"code": "c"}}""").Good().Error.Message);
        Assert.Equal("\"\\ud800\"", Nack("""{"id": "j", "error": {"code": "c", "message": "\ud800"}}""").Good().Error.Message);
        Assert.Equal(
            16_384,
            Nack($$$"""{"id": "j", "error": {"code": "c", "message": "{{{new string('x', 20_000)}}}"}}""").Good().Error.Message.Length);
    }

    [Theory]
    [InlineData("job_id", """{"error": {"code": "c"}}""")]
    [InlineData("error", """{"job_id": "j"}""")]
    [InlineData("error", """{"job_id": "j", "error": "broken"}""")]
    [InlineData("error.code", """{"job_id": "j", "error": {"message": "m"}}""")]
    [InlineData("error.retryable", """{"job_id": "j", "error": {"code": "c", "retryable": "no"}}""")]
    [InlineData("requeue", """{"job_id": "j", "error": {"code": "c"}, "requeue": 1}""")]
    public void Tells_a_failure_wrongly(string field, string json) => Assert.Equal(field, Nack(json).Only().Field);

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public void Tells_so_much_of_a_failure_and_no_more(int bytes, bool valid)
    {
        var details = $"\"{new string('x', bytes - 2)}\"";
        var nack = Nack($$$"""{"job_id": "j", "error": {"code": "c", "details": {{{details}}}}}""");

        Assert.Equal(valid, nack.IsValid);
        if (!valid)
        {
            Assert.Equal((400, "invalid_payload", "error.details"), (nack.Only().Status, nack.Only().Code, nack.Only().Field));
            Assert.Contains("at most 65536 bytes", nack.Only().Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gives_a_job_back()
    {
        var bare = Nack("""{"job_id": "j", "requeue": true}""").Good();

        Assert.Equal(("cancelled", true), (bare.Error.Code, bare.Requeue));
        Assert.Equal("x", Nack("""{"job_id": "j", "requeue": true, "error": {"code": "x"}}""").Good().Error.Code);
    }

    [Theory]
    [InlineData("""{"worker_id": "w"}""", "")]
    [InlineData("""{"worker_id": "w", "active_jobs": ["a", "b"]}""", "a b")]
    [InlineData("""{"worker_id": "w", "active_jobs": 2, "active_job_ids": ["a", "b"]}""", "a b")]
    [InlineData("""{"worker_id": "w", "active_jobs": ["a"], "active_job_ids": ["a", "b"], "job_id": "c"}""", "a b c")]
    [InlineData("""{"worker_id": "w", "job_ids": ["a"]}""", "a")]
    [InlineData("""{"worker_id": "w", "job_id": "a", "state": "running"}""", "a")]
    public void Is_alive_with_jobs(string json, string jobs) => Assert.Equal(jobs, string.Join(' ', Beat(json).Good().JobIds));

    [Theory]
    [InlineData("worker_id", """{"active_jobs": []}""")]
    [InlineData("active_jobs", """{"worker_id": "w", "active_jobs": "a"}""")]
    [InlineData("active_jobs[0]", """{"worker_id": "w", "active_jobs": [1]}""")]
    [InlineData("visibility_timeout_ms", """{"worker_id": "w", "visibility_timeout_ms": -1}""")]
    public void Is_alive_wrongly(string field, string json) => Assert.Equal(field, Beat(json).Only().Field);

    private static Parsed<FetchRequest> Fetch(string json) => FetchRequest.Parse(Bodies.Utf8(json), Limits);

    private static Parsed<NackRequest> Nack(string json) => NackRequest.Parse(Bodies.Utf8(json), Limits);

    private static Parsed<HeartbeatRequest> Beat(string json) => HeartbeatRequest.Parse(Bodies.Utf8(json), Limits);
}
