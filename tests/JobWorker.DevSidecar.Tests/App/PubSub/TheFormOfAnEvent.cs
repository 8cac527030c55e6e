using System.Net;
using System.Text.Json;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.App.PubSub;

/// <summary>CloudEvents on both sides: what publishing writes and what delivering reads.</summary>
public sealed class TheFormOfAnEvent
{
    private const string Jobs = """
        [{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"},{"pubsubname":"pubsub","topic":"dead","route":"/dead"}]
        """;

    [Fact]
    public async Task Of_a_structured_event_keeps_what_is_the_publishers_and_adds_what_is_missing()
    {
        var e = await PublishedAsync("""{"data":{"n":12345678901234567890},"ext":"é","nested":{"a":[1]},"number":1}""", "application/cloudevents+json");

        Assert.False(e.TryGetProperty("id", out _));
        Assert.Equal(("1.0", "com.dapr.event.sent", "Dapr", "jobs", "pubsub"), (
            Text(e, "specversion"), Text(e, "type"), Text(e, "source"), Text(e, "topic"), Text(e, "pubsubname")));
        Assert.Equal(("12345678901234567890", "é", """{"a":[1]}""", "1"), (
            e.GetProperty("data").GetProperty("n").GetRawText(), Text(e, "ext"), e.GetProperty("nested").GetRawText(),
            e.GetProperty("number").GetRawText()));
        Assert.NotEmpty(Text(e, "time")!);
    }

    [Fact]
    public async Task Of_a_structured_event_takes_broker_and_trace_from_the_request()
    {
        var e = await PublishedAsync(
            """{"id":"i","type":"t","source":"s","time":"2020-01-01T00:00:00Z","topic":"x","pubsubname":"x","traceid":5,"traceparent":"x","data_base64":"AAE="}""",
            "application/cloudevents+json; charset=utf-8", "metadata.cloudevent.type=ignored",
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "a=b"));

        Assert.Equal(("i", "t", "s", "2020-01-01T00:00:00Z", "jobs", "pubsub", "AAE="), (
            Text(e, "id"), Text(e, "type"), Text(e, "source"), Text(e, "time"), Text(e, "topic"), Text(e, "pubsubname"), Text(e, "data_base64")));
        Assert.Equal(Text(e, "traceid"), Text(e, "traceparent"));
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "a=b"), (Text(e, "traceparent")!.Split('-')[1], Text(e, "tracestate")));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{broken")]
    [InlineData("")]
    public async Task Of_a_structured_event_must_be_an_object(string body)
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = SidecarHarness.InMemory });

        (await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", body, "application/cloudevents+json"))
            .IsError(HttpStatusCode.InternalServerError, "ERR_PUBSUB_CLOUD_EVENTS_SER");
    }

    [Fact]
    public async Task Takes_every_attribute_from_metadata()
    {
        var e = await PublishedAsync("1", "application/json",
            "metadata.cloudevent.id=i&metadata.CloudEvent.Type=t&metadata.cloudevent.source=s&metadata.cloudevent.subject=u"
            + "&metadata.cloudevent.traceid=trace&metadata.cloudevent.tracestate=a=b");

        Assert.Equal(("i", "t", "s", "u", "trace", "trace", "a=b"), (
            Text(e, "id"), Text(e, "type"), Text(e, "source"), Text(e, "subject"), Text(e, "traceid"), Text(e, "traceparent"), Text(e, "tracestate")));
    }

    [Fact]
    public async Task Takes_the_trace_parent_over_the_trace_id()
    {
        var e = await PublishedAsync("1", "application/json", "metadata.cloudevent.traceid=a&metadata.cloudevent.traceparent=b");

        Assert.Equal(("b", "b"), (Text(e, "traceid"), Text(e, "traceparent")));
    }

    [Theory]
    [InlineData("application/json", """{"a": 1.0, "a": "<é>"}""", "data", """{"a": 1.0, "a": "<é>"}""")]
    [InlineData("application/vnd.x+json; charset=utf-8", "[1]", "data", "[1]")]
    [InlineData("application/json", "{\"a\":", "data", "\"{\\\"a\\\":\"")]
    [InlineData("application/json", "1 2", "data", "\"1 2\"")]
    [InlineData("application/json", "", "data", "\"\"")]
    [InlineData("", "plain", "data", "\"plain\"")]
    [InlineData("text/xml", "<a/>", "data", "\"<a/>\"")]
    [InlineData("application/octet-stream", "{}", "data_base64", "\"e30=\"")]
    [InlineData("application/x-protobuf", "{}", "data_base64", "\"e30=\"")]
    public async Task Follows_the_content_type(string type, string body, string field, string expected)
    {
        var e = await PublishedAsync(body, type);

        Assert.Equal(expected, e.GetProperty(field).GetRawText());
        Assert.False(e.TryGetProperty(field == "data" ? "data_base64" : "data", out _));
        Assert.Equal(type.Length > 0 ? type : "text/plain", Text(e, "datacontenttype"));
    }

    [Fact]
    public async Task Is_not_limited_to_64_levels()
    {
        var deep = new string('[', 500) + new string(']', 500);

        Assert.Equal(deep, JsonRaw((await DeliverAsync("application/json", deep)).Body));
        static string JsonRaw(string body) => body[(body.IndexOf("\"data\":", StringComparison.Ordinal) + 7)..^1];
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/cloudevents+json")]
    public async Task Has_an_end_when_the_publisher_gives_it_one_and_is_a_dead_letter_after(string type)
    {
        var clock = new FakeClock();
        var held = new TaskCompletionSource();
        await using var app = new FakeApp().On("POST /dead", 200).On("POST /jobs", 200)
            .Subscribes("""[{"pubsubname":"slow","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"},{"pubsubname":"slow","topic":"dead","route":"/dead","metadata":{"rawPayload":"true"}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Clock = clock,
            Yaml = "kind: Component\nmetadata: {name: slow}\nspec: {type: pubsub.held, version: v1}",
            Types = Held(held.Task),
        });

        await sidecar.PostAsync("/v1.0/publish/slow/jobs?metadata.ttlInSeconds=60", "{}", type);
        await sidecar.PostAsync("/v1.0/publish/slow/jobs", "{}", type);
        clock.Advance(TimeSpan.FromSeconds(61));
        held.SetResult();

        var dead = JsonDocument.Parse((await PublishingAnEvent.DeliveredAsync(app, "POST /dead")).Body).RootElement;
        var copy = JsonDocument.Parse(dead.GetProperty("data_base64").GetBytesFromBase64()).RootElement;
        Assert.Equal("2030-01-01T12:01:00Z", Text(copy, "expiration"));
        Assert.DoesNotContain("expiration", (await PublishingAnEvent.DeliveredAsync(app)).Body, StringComparison.Ordinal);
        Assert.Single(app.CallsTo("POST /jobs"));
    }

    [Fact]
    public async Task In_binary_mode_is_metadata_and_its_data_arrive_as_they_are()
    {
        await using var app = new FakeApp().On("POST /made", 200).On("POST /other", 200).Subscribes("""
            [{"pubsubname":"pubsub","topic":"jobs",
              "routes":{"rules":[{"match":"event.type == 'made' && event.datacontenttype == 'application/octet-stream'","path":"/made"}],"default":"/other"}}]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync(
            "/v1.0/publish/pubsub/jobs?metadata.rawPayload=true&metadata.content-type=application/octet-stream"
            + "&metadata.ce_type=made&metadata.ce_id=7&metadata.ce_traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "bytes", "application/octet-stream");

        var call = await PublishingAnEvent.DeliveredAsync(app, "POST /made");
        Assert.Equal(("bytes", "made", "7"), (call.Body, call.Headers["ce_type"].ToString(), call.Headers["ce_id"].ToString()));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", call.Headers["traceparent"].ToString());
    }

    [Fact]
    public async Task Has_a_new_id_at_each_delivery_of_a_raw_payload()
    {
        await using var app = new FakeApp().On("POST /raw", 500).Subscribes(
            """[{"pubsubname":"pubsub","topic":"raw","route":"/raw","metadata":{"isRawPayload":"true"}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/raw?metadata.rawPayload=true&metadata.traceparent=t", """{"id":"mine"}""");
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /raw").Count >= 2);

        var events = app.CallsTo("POST /raw").Take(2).Select(call => JsonDocument.Parse(call.Body).RootElement).ToList();
        Assert.NotEqual(Text(events[0], "id"), Text(events[1], "id"));
        Assert.Equal(("com.dapr.event.sent", "Dapr", "t", "t"), (
            Text(events[0], "type"), Text(events[0], "source"), Text(events[0], "traceid"), Text(events[0], "traceparent")));
    }

    [Fact]
    public async Task That_a_rule_cannot_judge_is_a_dead_letter()
    {
        await using var app = new FakeApp().On("POST /jobs", 200).On("POST /dead", 200).Subscribes("""
            [{"pubsubname":"pubsub","topic":"jobs","deadLetterTopic":"dead","routes":{"rules":[{"match":"event.data.n == 1","path":"/jobs"}],"default":"/jobs"}},
             {"pubsubname":"pubsub","topic":"dead","route":"/dead"}]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", """{"m":1}""");

        await PublishingAnEvent.DeliveredAsync(app, "POST /dead");
        Assert.Empty(app.CallsTo("POST /jobs"));
    }

    private static Dictionary<string, ComponentFactory> Held(Task until) => new(ComponentTypes.All)
    {
        ["pubsub.held"] = async (spec, context, cancel) =>
            new HeldPubSub((IPubSub)await ComponentTypes.All["pubsub.in-memory"](spec, context, cancel), until),
    };

    private static async Task<JsonElement> PublishedAsync(
        string body, string type, string query = "", params (string Name, string Value)[] headers) =>
        JsonDocument.Parse((await DeliverAsync(type, body, query, headers)).Body).RootElement;

    private static async Task<AppCall> DeliverAsync(
        string type, string body, string query = "", params (string Name, string Value)[] headers)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);
        var answer = await sidecar.SendAsync(HttpMethod.Post, $"/v1.0/publish/pubsub/jobs?{query}", body, type, headers);
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        return await PublishingAnEvent.DeliveredAsync(app);
    }

    private static string? Text(JsonElement e, string name) => e.GetProperty(name).GetString();

    /// <summary>Delivers nothing before its time.</summary>
    private sealed class HeldPubSub(IPubSub inner, Task until) : IPubSub
    {
        public Task PublishAsync(
            string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel) =>
            inner.PublishAsync(topic, data, metadata, cancel);

        public Task SubscribeAsync(
            string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel) =>
            inner.SubscribeAsync(topic, metadata, async (message, limit) => { await until; await handler(message, limit); }, cancel);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
