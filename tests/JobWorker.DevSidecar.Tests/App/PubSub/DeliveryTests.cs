using System.Net;
using System.Text.Json;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.App.PubSub;

public sealed class PublishingAnEvent
{
    private const string Jobs = """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""";

    [Fact]
    public async Task Wraps_json_in_a_CloudEvent_and_delivers_it()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        var answer = await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", """{"b": 1}""");
        var call = await DeliveredAsync(app);

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("application/cloudevents+json", call.Headers.ContentType);
        Assert.Equal("pubsub", call.Headers["pubsubname"]);
        Assert.Contains("\"data\":{\"b\": 1}}", call.Body, StringComparison.Ordinal);
        var body = Parse(call);
        Assert.Equal(["1.0", "com.dapr.event.sent", "app", "application/json", "jobs", "pubsub"],
            Texts(body, "specversion", "type", "source", "datacontenttype", "topic", "pubsubname"));
        Assert.Equal(body.GetProperty("traceparent").GetString(), call.Headers["traceparent"].ToString());
    }

    [Theory]
    [InlineData("text/plain", "hello", "data", "hello")]
    [InlineData("application/json", "{broken", "data", "{broken")]
    [InlineData("application/octet-stream", "hello", "data_base64", "aGVsbG8=")]
    public async Task Wraps_other_content_by_its_type(string type, string body, string field, string expected)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", body, type);

        Assert.Equal(expected, Parse(await DeliveredAsync(app)).GetProperty(field).GetString());
    }

    [Fact]
    public async Task Takes_attributes_from_metadata()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync(
            "/v1.0/publish/pubsub/jobs?metadata.cloudevent.id=i&metadata.cloudevent.type=t&metadata.cloudevent.source=s", "1");

        Assert.Equal(["i", "t", "s"], Texts(Parse(await DeliveredAsync(app)), "id", "type", "source"));
    }

    [Fact]
    public async Task Takes_a_CloudEvent_as_it_is_and_sets_what_is_the_brokers()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync(
            "/v1.0/publish/pubsub/jobs", """{"id":"m1","type":"job","source":"cli","topic":"x","data":{"n":1},"ext":"e"}""",
            "application/cloudevents+json");

        var body = Parse(await DeliveredAsync(app));
        Assert.Equal(["m1", "job", "cli", "jobs", "pubsub", "e"], Texts(body, "id", "type", "source", "topic", "pubsubname", "ext"));
        Assert.Equal(1, body.GetProperty("data").GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("/v1.0/publish/pubsub", HttpStatusCode.NotFound, "ERR_TOPIC_NAME_EMPTY")]
    [InlineData("/v1.0/publish", HttpStatusCode.NotFound, "ERR_PUBSUB_EMPTY")]
    [InlineData("/v1.0/publish/other/jobs", HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/pubsub/jobs?metadata.rawPayload=perhaps", HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA")]
    [InlineData("/v1.0/publish/pubsub/jobs?metadata.ttlInSeconds=-1", HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA")]
    public async Task Names_what_is_wrong(string path, HttpStatusCode status, string code)
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = SidecarHarness.InMemory });

        (await sidecar.PostAsync(path, "{}")).IsError(status, code);
    }

    internal static async Task<AppCall> DeliveredAsync(FakeApp app, string line = "POST /jobs")
    {
        await SidecarHarness.UntilAsync(() => app.CallsTo(line).Count > 0);
        return app.CallsTo(line)[0];
    }

    private static JsonElement Parse(AppCall call) => JsonDocument.Parse(call.Body).RootElement;

    private static IEnumerable<string?> Texts(JsonElement json, params string[] names) =>
        names.Select(name => json.GetProperty(name).GetString());
}

public sealed class DeliveringAnEvent
{
    private const string Jobs =
        """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"},{"pubsubname":"pubsub","topic":"dead","route":"/dead"}]""";

    private const string TwoRetries = """

        ---
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies: {retries: {twice: {policy: constant, duration: 10ms, maxRetries: 2}}}
          targets: {components: {pubsub: {inbound: {retry: twice}}}}
        """;

    [Theory]
    [InlineData(204, "")]
    [InlineData(200, "not json")]
    [InlineData(200, """{"status":"SUCCESS"}""")]
    [InlineData(202, """{"status":""}""")]
    public async Task Ends_with_any_2xx_that_does_not_say_otherwise(int status, string body)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", status, status == 204 ? "" : body).On("POST /last", 200).On("POST /dead", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + TwoRetries);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await PublishingAnEvent.DeliveredAsync(app);
        await sidecar.Sidecar.StopAsync();

        Assert.Single(app.CallsTo("POST /jobs"));
        Assert.Empty(app.CallsTo("POST /dead"));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(401, "")]
    [InlineData(200, """{"status":"RETRY"}""")]
    [InlineData(200, """{"status":"WHAT"}""")]
    public async Task Is_tried_again_as_often_as_the_policy_says_and_becomes_a_dead_letter(int status, string body)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", status, body).On("POST /dead", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + TwoRetries);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", """{"n":1}""");
        var dead = await PublishingAnEvent.DeliveredAsync(app, "POST /dead");

        Assert.Equal(3, app.CallsTo("POST /jobs").Count);
        Assert.Equal(app.CallsTo("POST /jobs")[0].Body, dead.Body);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(200, """{"status":"DROP"}""")]
    public async Task Is_not_tried_again_when_dropped(int status, string body)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", status, body).On("POST /dead", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + TwoRetries);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await PublishingAnEvent.DeliveredAsync(app, "POST /dead");

        Assert.Single(app.CallsTo("POST /jobs"));
    }

    [Fact]
    public async Task Goes_where_its_type_says()
    {
        await using var app = new FakeApp().On("POST /a", 200).On("POST /other", 200).Subscribes(
            """[{"pubsubname":"pubsub","topic":"jobs","routes":{"rules":[{"match":"event.type == \"a\"","path":"/a"}],"default":"/other"}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs?metadata.cloudevent.type=a", "1");
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs?metadata.cloudevent.type=b", "2");

        await PublishingAnEvent.DeliveredAsync(app, "POST /a");
        await PublishingAnEvent.DeliveredAsync(app, "POST /other");
    }

    [Fact]
    public async Task Is_wrapped_when_the_subscription_takes_raw_payloads()
    {
        await using var app = new FakeApp().On("POST /raw", 200).Subscribes(
            """[{"pubsubname":"pubsub","topic":"raw","route":"/raw","metadata":{"rawPayload":"true"}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/raw?metadata.rawPayload=true", "hello");

        var body = JsonDocument.Parse((await PublishingAnEvent.DeliveredAsync(app, "POST /raw")).Body).RootElement;
        Assert.Equal(("aGVsbG8=", "Dapr", "application/octet-stream"), (
            body.GetProperty("data_base64").GetString(), body.GetProperty("source").GetString(),
            body.GetProperty("datacontenttype").GetString()));
    }

    [Fact]
    public async Task Becomes_a_dead_letter_when_it_is_no_CloudEvent()
    {
        await using var app = new FakeApp().On("POST /jobs", 200).On("POST /dead", 200).Subscribes("""
            [{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"},
             {"pubsubname":"pubsub","topic":"dead","route":"/dead","metadata":{"rawPayload":"true"}}]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs?metadata.rawPayload=true", "hello");

        Assert.Contains("aGVsbG8=", (await PublishingAnEvent.DeliveredAsync(app, "POST /dead")).Body, StringComparison.Ordinal);
        Assert.Empty(app.CallsTo("POST /jobs"));
    }

    [Fact]
    public async Task Becomes_a_dead_letter_when_its_time_is_over()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200).On("POST /dead", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", """{"id":"1","expiration":"2001-01-01T00:00:00Z"}""", "application/cloudevents+json");
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");

        await PublishingAnEvent.DeliveredAsync(app);
        Assert.Single(app.CallsTo("POST /jobs"));
    }

    [Fact]
    public async Task Is_declared_in_files_too()
    {
        await using var app = new FakeApp().On("POST /declared", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + """

            ---
            kind: Subscription
            metadata: {name: jobs}
            spec: {pubsubname: pubsub, topic: jobs, routes: {default: /declared}}
            """);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");

        await PublishingAnEvent.DeliveredAsync(app, "POST /declared");
    }

    [Fact]
    public async Task Waits_in_the_retry_policy_for_an_app_that_went_away()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + """

            ---
            kind: Resiliency
            metadata: {name: r}
            spec: {policies: {retries: {DefaultRetryPolicy: {policy: constant, duration: 20ms}}}}
            """);
        await app.StopAsync();

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await app.StartAsync();

        await PublishingAnEvent.DeliveredAsync(app);
        await SidecarHarness.UntilAsync(() => app.CallsTo("GET /dapr/config").Count == 2);
    }

    [Fact]
    public async Task Keeps_to_the_apps_maximum_at_a_time()
    {
        var (now, most) = (0, 0);
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(5);
            Interlocked.Decrement(ref now);
        });
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory, "--app-max-concurrency=2");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => sidecar.PostAsync("/v1.0/publish/pubsub/jobs", $"{n}")));
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 20);

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Ends_before_the_sidecar_does()
    {
        var leave = new TaskCompletionSource();
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", (_, http) =>
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            return leave.Task;
        });
        await using var sidecar = await SidecarHarness.StartAsync(app);
        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await PublishingAnEvent.DeliveredAsync(app);

        var stopping = sidecar.Sidecar.StopAsync();
        Assert.False(stopping.IsCompleted);
        leave.SetResult();

        await stopping.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Carries_the_apps_token()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Yaml = SidecarHarness.InMemory,
            Environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = "t" },
        });

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");

        Assert.Equal("t", (await PublishingAnEvent.DeliveredAsync(app)).Headers["dapr-api-token"]);
    }
}
