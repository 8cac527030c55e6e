using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Tests.Jobs.Tracing;
using JobWorker.Host.Tests.Ojs.Extensions;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Host.Tests.Ojs.Http;

/// <summary>Whether what is asked of queues shows in the trace of who asks.</summary>
[Collection(nameof(Spans))]
public sealed class ARequestInATrace : IAsyncLifetime
{
    private readonly SpanListener _spans = new();
    private readonly (string Id, string Parent) _trace = SpanListener.NewTrace();
    private readonly (string Id, string Parent) _producer = SpanListener.NewTrace();
    private OjsWorld _world = null!;

    private string Job => $$$"""{"type":"mail.send","args":[],"options":{"queue":"mail"},"meta":{"traceparent":"{{{_producer.Parent}}}"}}""";

    public async Task InitializeAsync() => _world = await OjsWorld.StartAsync();

    public async Task DisposeAsync()
    {
        _spans.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Shows_a_job_from_enqueueing_to_acknowledging()
    {
        var id = (await PostAsync("jobs", Job)).GetProperty("job").GetProperty("id").GetString()!;
        await PostAsync("workers/fetch", """{"queues":["mail"]}""");
        await PostAsync("workers/ack", $$"""{"job_id":"{{id}}"}""");

        var spans = _spans.Of(_trace.Id);
        Assert.Equal(["enqueue mail", "fetch mail", "ack mail"], spans.Select(s => s.DisplayName));
        Assert.Equal(["send", "receive", "settle"], spans.Select(s => s.GetTagItem("messaging.operation.type")));
        Assert.Equal([0, 1, 1], spans.Select(s => s.GetTagItem("ojs.job.attempt")));
        Assert.All(spans, span =>
        {
            Assert.Equal((ActivityKind.Server, ActivityStatusCode.Unset), (span.Kind, span.Status));
            Assert.Equal(_trace.Parent[36..52], span.ParentSpanId.ToHexString());
            Assert.Equal(
                ("ojs", "mail", "mail.send", id, id),
                (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.destination.name"), span.GetTagItem("ojs.job.type"),
                    span.GetTagItem("messaging.message.id"), span.GetTagItem("ojs.job.id")));
            Assert.Equal(_producer.Id, Assert.Single(span.Links).Context.TraceId.ToHexString());
            Assert.True(span.Duration > TimeSpan.Zero);
        });
    }

    [Fact]
    public async Task Shows_what_goes_wrong_with_a_job()
    {
        var id = (await PostAsync("jobs", Job)).GetProperty("job").GetProperty("id").GetString()!;
        await PostAsync("workers/fetch", """{"queues":["mail"]}""");
        await PostAsync("workers/nack", $$$"""{"job_id":"{{{id}}}","error":{"code":"boom","message":"no"}}""");
        await PostAsync("workers/ack", $$"""{"job_id":"{{id}}"}""");
        await PostAsync("jobs", """{"args":[]}""");

        var spans = _spans.Of(_trace.Id);
        Assert.Equal(["enqueue mail", "fetch mail", "nack mail", "ack", "enqueue"], spans.Select(s => s.DisplayName));
        Assert.Equal([null, null, null, "conflict", "invalid_request"], spans.Select(s => s.GetTagItem("error.type")));
        Assert.All(spans.Skip(3), span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.Contains("type", spans[4].StatusDescription, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs/batch")]
    [InlineData("jobs/bulk")]
    public async Task Shows_many_jobs_as_one(string path)
    {
        var other = """{"type":"mail.send","args":[],"options":{"queue":"post"}}""";
        await PostAsync(path, $$"""{"jobs":[{{Job}},{{Job}},{{other}}]}""");
        var jobs = (await PostAsync("workers/fetch", """{"queues":["mail"],"count":5}""")).GetProperty("jobs");
        var ids = jobs.EnumerateArray().Select(j => j.GetProperty("id").GetString()!).ToArray();
        await PostAsync("workers/ack/bulk", $$"""{"acks":[{"job_id":"{{ids[0]}}"},{"job_id":"{{ids[1]}}"},{"job_id":"nobody"}]}""");

        var spans = _spans.Of(_trace.Id);
        Assert.Equal(["enqueue", "fetch mail", "ack mail"], spans.Select(s => s.DisplayName));
        Assert.Equal([3, 2, 2], spans.Select(s => s.GetTagItem("messaging.batch.message_count")));
        Assert.Equal([2, 2, 2], spans.Select(s => s.Links.Count()));
        Assert.Equal(ids.Order(), Assert.IsType<string[]>(spans[2].GetTagItem("ojs.job.ids")).Order());
        Assert.Equal([null, null, "not_found"], spans.Select(s => s.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Shows_no_fetch_that_found_nothing()
    {
        await PostAsync("workers/fetch", """{"queues":["mail"]}""");

        Assert.Empty(_spans.Of(_trace.Id));
    }

    [Fact]
    public async Task Is_in_the_trace_whatever_the_meta_of_the_job_says()
    {
        await PostAsync("jobs", """{"type":"mail.send","args":[],"meta":{"traceparent":7}}""");
        await PostAsync("jobs", """{"type":"mail.send","args":[],"meta":{"traceparent":"00-0-0-00"}}""");
        await PostAsync("jobs", """{"type":"mail.send","args":[],"meta":{"traceparent":"\ud800"}}""");

        Assert.All(_spans.Of(_trace.Id), span => Assert.Empty(span.Links));
        Assert.Equal(3, _spans.Of(_trace.Id).Count);
    }

    private async Task<JsonElement> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ojs/v1/{path}");
        request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        request.Headers.Add("traceparent", _trace.Parent);
        using var response = await _world.Http.SendAsync(request);

        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}

/// <summary>The same requests without anybody who listens.</summary>
[Collection(nameof(Spans))]
public sealed class ARequestInNoTrace
{
    [Fact]
    public void Costs_no_memory()
    {
        var request = new DefaultHttpContext().Request;
        Assert.Null(OjsSpan.Begin(request, SpanOperation.Fetch));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            using var span = OjsSpan.Begin(request, SpanOperation.Enqueue);
            span?.About();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
