using System.Net;
using System.Text.Json;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.App.PubSub.Bulk;

public sealed class PublishingManyEvents
{
    private const string Jobs = """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""";
    private const string Path = "/v1.0/publish/bulk/pubsub/jobs";

    [Theory]
    [InlineData("/v1.0/publish/bulk/pubsub/jobs")]
    [InlineData("/v1.0-alpha1/publish/bulk/pubsub/jobs")]
    public async Task Wraps_each_by_its_own_content_type(string path)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        var answer = await sidecar.PostAsync(path, """
            [{"entryId":"1","event":{"n": 1},"contentType":"application/json"},
             {"entryId":"2","event":"text","contentType":"text/plain"},
             {"entryId":"3","event":"AAH/","contentType":"application/octet-stream"},
             {"entryId":"4","event":{"id":"mine","type":"t","data":7,"ext":"e"},"contentType":"application/cloudevents+json"},
             {"entryId":"5","event":"a string","contentType":"application/json"}]
            """);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 5);

        Assert.Equal((HttpStatusCode.NoContent, ""), (answer.Status, answer.Body));
        var events = app.CallsTo("POST /jobs").Select(call => JsonDocument.Parse(call.Body).RootElement).ToList();
        var data = events.Select(e => e.TryGetProperty("data", out var d) ? d.GetRawText() : e.GetProperty("data_base64").GetRawText());
        Assert.Equal(["\"AAH/\"", "\"a string\"", "\"text\"", "7", "{\"n\": 1}"], data.Order(StringComparer.Ordinal));
        Assert.Equal(("t", "Dapr", "e"), events.Where(e => e.GetProperty("id").GetString() == "mine")
            .Select(e => (e.GetProperty("type").GetString(), e.GetProperty("source").GetString(), e.GetProperty("ext").GetString())).Single());
        Assert.Equal(5, events.Select(e => e.GetProperty("traceparent").GetString()).Distinct().Count());
        Assert.Single(events.Select(e => e.GetProperty("traceparent").GetString()![..35]).Distinct());
    }

    [Fact]
    public async Task Takes_metadata_of_the_request_and_over_it_of_each_entry()
    {
        await using var app = new FakeApp().On("POST /jobs", 200).Subscribes(
            """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","metadata":{"rawPayload":"true"}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync(Path + "?metadata.rawPayload=true", """
            [{"entryId":"1","event":"raw","contentType":"text/plain"},
             {"entryId":"2","event":"wrapped","contentType":"text/plain",
              "metadata":{"rawPayload":"false","ttlInSeconds":"60","cloudevent.type":"mine"}}]
            """);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 2);

        var payloads = app.CallsTo("POST /jobs")
            .Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("data_base64").GetBytesFromBase64())
            .OrderBy(bytes => bytes.Length).ToList();
        Assert.Equal("raw"u8.ToArray(), payloads[0]);
        var wrapped = JsonDocument.Parse(payloads[1]).RootElement;
        Assert.Equal(("wrapped", "mine"), (wrapped.GetProperty("data").GetString(), wrapped.GetProperty("type").GetString()));
        Assert.True(wrapped.GetProperty("expiration").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"application/json"},{"entryId":"1","event":2,"contentType":"application/json"}]""", "entryId is duplicated or not present for entry")]
    [InlineData("""[{"event":1,"contentType":"application/json"}]""", "entryId is duplicated or not present for entry")]
    [InlineData("""[{"entryId":"1","event":{},"contentType":"text/plain"}]""", "mismatch between contentType and event of entry 0")]
    [InlineData("""[{"entryId":"1","event":{}}]""", "mismatch between contentType and event of entry 0")]
    [InlineData("""[{"entryId":"1","contentType":"application/json"}]""", "entry 0 has no event")]
    [InlineData("""[{"entryId":"1","event":"???","contentType":"application/octet-stream"}]""", "must be base64")]
    [InlineData("""[{"entryId":"1","event":"\ud800","contentType":"text/plain"}]""", "error marshaling events")]
    [InlineData("""[{"entryId":1,"event":1}]""", "entryId of entry 0 must be a string")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"application/json","metadata":{"a":1}}]""", "metadata of entry 0")]
    [InlineData("""[1]""", "entry 0 is no object")]
    [InlineData("""{"entryId":"1"}""", "must be a list")]
    [InlineData("[{", "error when unmarshaling the request for topic jobs pubsub pubsub")]
    [InlineData("", "error when unmarshaling the request")]
    public async Task Refuses_a_body_it_cannot_use_and_publishes_nothing(string body, string reason)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        var answer = await sidecar.PostAsync(Path, body);

        answer.IsError(HttpStatusCode.BadRequest, "ERR_PUBSUB_EVENTS_SER");
        Assert.Contains(reason, answer.Body, StringComparison.Ordinal);
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "last");
        await PublishingAnEvent.DeliveredAsync(app);
        Assert.Single(app.CallsTo("POST /jobs"));
    }

    [Theory]
    [InlineData("/v1.0/publish/bulk/other/jobs", HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/bulk/pubsub/secret", HttpStatusCode.Forbidden, "ERR_PUBSUB_FORBIDDEN")]
    [InlineData("/v1.0/publish/bulk/pubsub/free?metadata.rawPayload=maybe", HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA")]
    [InlineData("/v1.0/publish/bulk/pubsub/free?metadata.ttlInSeconds=soon", HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA")]
    public async Task Names_what_is_wrong_with_the_address(string path, HttpStatusCode status, string code)
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = """
                kind: Component
                metadata: {name: pubsub}
                spec: {type: pubsub.in-memory, version: v1, metadata: [{name: protectedTopics, value: secret}]}
                """,
        });

        (await sidecar.PostAsync(path, """[{"entryId":"1","event":"x","contentType":"text/plain"}]""")).IsError(status, code);
    }

    [Fact]
    public async Task Says_that_there_is_no_broker_at_all()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions());

        (await sidecar.PostAsync(Path, "[]")).IsError(HttpStatusCode.BadRequest, "ERR_PUBSUB_NOT_CONFIGURED");
    }

    [Fact]
    public async Task Lists_the_entries_that_failed_and_tries_only_those_again()
    {
        var broker = new Moody();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = """
                kind: Component
                metadata: {name: pubsub}
                spec: {type: pubsub.moody, version: v1}
                ---
                kind: Resiliency
                metadata: {name: r}
                spec:
                  policies: {retries: {once: {policy: constant, duration: 1ms, maxRetries: 1}}}
                  targets: {components: {pubsub: {outbound: {retry: once}}}}
                """,
            Types = new Dictionary<string, ComponentFactory>(ComponentTypes.All) { ["pubsub.moody"] = (_, _, _) => Task.FromResult<object>(broker) },
        });

        var answer = await sidecar.PostAsync(Path + "?metadata.rawPayload=true", """
            [{"entryId":"a","event":"good","contentType":"text/plain"},{"entryId":"b","event":"bad","contentType":"text/plain"},
             {"entryId":"c","event":"late","contentType":"text/plain"}]
            """);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("""{"failedEntries":[{"entryId":"b","error":"no"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}""", answer.Body);
        Assert.Equal(["good", "bad", "late", "bad", "late"], broker.Asked);
    }

    /// <summary>Refuses <c>bad</c> always and <c>late</c> once.</summary>
    private sealed class Moody : IPubSub
    {
        public List<string> Asked { get; } = [];

        public Task PublishAsync(
            string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel)
        {
            var text = System.Text.Encoding.UTF8.GetString(data.Span);
            var refused = text == "bad" || (text == "late" && !Asked.Contains("late"));
            Asked.Add(text);
            return refused ? throw new InvalidOperationException("no") : Task.CompletedTask;
        }

        public Task SubscribeAsync(
            string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
