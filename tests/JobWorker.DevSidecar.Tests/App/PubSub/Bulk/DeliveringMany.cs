using System.Text.Json;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.App.PubSub.Bulk;

public sealed class DeliveringManyEvents
{
    private const string Quick = "\"bulkSubscribe\":{\"enabled\":true,\"maxMessagesCount\":3,\"maxAwaitDurationMs\":50}";
    private const string Jobs = $$"""
        [{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead",{{Quick}} },
         {"pubsubname":"pubsub","topic":"dead","route":"/dead"}]
        """;

    private const string ThreeTries = """

        ---
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies: {retries: {twice: {policy: constant, duration: 10ms, maxRetries: 2}}}
          targets: {components: {pubsub: {inbound: {retry: twice}}}}
        """;

    [Fact]
    public async Task Sends_one_request_with_as_many_as_are_wanted()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", Each(_ => "SUCCESS")).On("POST /dead", 200);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await PublishAsync(sidecar, 1, 2, 3);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 1);

        var call = app.CallsTo("POST /jobs")[0];
        Assert.Equal(("application/json", "pubsub"), (call.Headers.ContentType.ToString(), call.Headers["pubsubname"].ToString()));
        var body = JsonDocument.Parse(call.Body).RootElement;
        Assert.Equal(("com.dapr.event.sent.bulk", "jobs", "pubsub", "pubsub"), (
            body.GetProperty("type").GetString(), body.GetProperty("topic").GetString(), body.GetProperty("pubsubname").GetString(),
            body.GetProperty("metadata").GetProperty("pubsubname").GetString()));
        Assert.NotEmpty(body.GetProperty("id").GetString()!);
        var entries = body.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["1", "2", "3"], entries.Select(Number).Order());
        Assert.Equal(3, entries.Select(entry => entry.GetProperty("entryId").GetString()).Distinct().Count());
        Assert.All(entries, entry => Assert.Equal("application/cloudevents+json", entry.GetProperty("contentType").GetString()));
        Assert.All(entries, entry => Assert.Equal(JsonValueKind.Object, entry.GetProperty("metadata").ValueKind));
    }

    [Fact]
    public async Task Does_not_wait_for_more_than_its_time()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().On("POST /jobs", Each(_ => "SUCCESS")).Subscribes(
            """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","bulkSubscribe":{"enabled":true}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(
            new HarnessOptions { App = app, Yaml = SidecarHarness.InMemory, Clock = clock });
        var before = clock.Waiting;
        await PublishAsync(sidecar, 1, 2);
        await SidecarHarness.UntilAsync(() => clock.Waiting > before);

        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(app.CallsTo("POST /jobs"));
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(1), () => app.CallsTo("POST /jobs").Count > 0);

        // The second may have come a moment after the first was on its way, and then waits for its own time.
        await SidecarHarness.AdvanceUntilAsync(
            clock, TimeSpan.FromMilliseconds(250), () => app.CallsTo("POST /jobs").Sum(call => Entries(call).Count) == 2);
    }

    [Fact]
    public async Task Tries_only_those_again_that_failed_and_makes_dead_letters_of_those_that_never_succeed()
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /dead", 200)
            .On("POST /jobs", Each(number => number == "1" ? "SUCCESS" : number == "2" ? "DROP" : "RETRY"));
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + ThreeTries);

        await PublishAsync(sidecar, 1, 2, 3);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /dead").Count == 2);

        Assert.Equal(["1 2 3", "3", "3"], app.CallsTo("POST /jobs").Select(call => string.Join(' ', Entries(call).Select(Number).Order())));
        Assert.Equal(["2", "3"], app.CallsTo("POST /dead").Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("data").GetRawText()));
    }

    [Theory]
    [InlineData(404, "", 1)]
    [InlineData(500, "", 3)]
    [InlineData(401, "", 3)]
    [InlineData(200, "", 3)]
    [InlineData(200, "not json", 3)]
    [InlineData(200, """{"statuses":[]}""", 3)]
    [InlineData(200, """{"statuses":[{"entryId":"unknown","status":"SUCCESS"},null]}""", 3)]
    public async Task Reads_an_answer_for_all_of_them(int status, string answer, int tries)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /dead", 200).On("POST /jobs", status, answer);
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + ThreeTries);

        await PublishAsync(sidecar, 1, 2, 3);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /dead").Count == 3);

        Assert.Equal(tries, app.CallsTo("POST /jobs").Count);
        Assert.All(app.CallsTo("POST /jobs"), call => Assert.Equal(3, Entries(call).Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("RETRY")]
    [InlineData("WHAT")]
    public async Task Takes_a_status_that_says_nothing_for_a_retry(string status)
    {
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /dead", 200).On("POST /jobs", Each(_ => status));
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + ThreeTries);

        await PublishAsync(sidecar, 1, 2, 3);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /dead").Count == 3);

        Assert.Equal(3, app.CallsTo("POST /jobs").Count);
    }

    [Fact]
    public async Task Goes_where_its_rules_say_grouped_by_path()
    {
        await using var app = new FakeApp().On("POST /even", Each(_ => "SUCCESS")).On("POST /odd", Each(_ => "SUCCESS")).Subscribes($$"""
            [{"pubsubname":"pubsub","topic":"jobs",{{Quick.Replace(":3", ":4", StringComparison.Ordinal)}},
              "routes":{"rules":[{"match":"event.data in [2, 4]","path":"/even"}],"default":"/odd"} }]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await PublishAsync(sidecar, 1, 2, 3, 4);
        await SidecarHarness.UntilAsync(() => app.Calls.Count(call => call.Method == "POST") == 2);

        Assert.Equal(["2", "4"], Entries(app.CallsTo("POST /even")[0]).Select(Number).Order());
        Assert.Equal(["1", "3"], Entries(app.CallsTo("POST /odd")[0]).Select(Number).Order());
    }

    [Fact]
    public async Task Keeps_out_what_is_late_or_no_CloudEvent()
    {
        await using var app = new FakeApp().On("POST /jobs", Each(_ => "SUCCESS")).On("POST /dead", 200).Subscribes($$"""
            [{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead",{{Quick}} },
             {"pubsubname":"pubsub","topic":"dead","route":"/dead","metadata":{"rawPayload":"true"} }]
            """);
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs?metadata.rawPayload=true", "hello");
        await sidecar.PostAsync(
            "/v1.0/publish/pubsub/jobs", """{"id":"1","expiration":"2001-01-01T00:00:00Z"}""", "application/cloudevents+json");
        await PublishAsync(sidecar, 1);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /dead").Count == 2 && app.CallsTo("POST /jobs").Count == 1);

        Assert.Equal(["1"], Entries(app.CallsTo("POST /jobs")[0]).Select(Number));
    }

    [Fact]
    public async Task Hands_raw_payloads_over_as_base64()
    {
        await using var app = new FakeApp().On("POST /jobs", Each(_ => "SUCCESS")).Subscribes(
            $$"""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","metadata":{"rawPayload":"true"},{{Quick}} }]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs?metadata.rawPayload=true", "hello");
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /jobs").Count == 1);

        var entry = Entries(app.CallsTo("POST /jobs")[0]).Single();
        Assert.Equal(("aGVsbG8=", "application/octet-stream", "true"), (
            entry.GetProperty("event").GetString(), entry.GetProperty("contentType").GetString(),
            entry.GetProperty("metadata").GetProperty("rawPayload").GetString()));
    }

    [Fact]
    public async Task Is_declared_in_files_too()
    {
        await using var app = new FakeApp().On("POST /declared", Each(_ => "SUCCESS"));
        await using var sidecar = await SidecarHarness.StartAsync(app, SidecarHarness.InMemory + """

            ---
            kind: Subscription
            metadata: {name: jobs}
            spec:
              pubsubname: pubsub
              topic: jobs
              routes: {default: /declared}
              bulkSubscribe: {enabled: true, maxMessagesCount: 2, maxAwaitDurationMs: 5000}
            """);

        await PublishAsync(sidecar, 1, 2);
        await SidecarHarness.UntilAsync(() => app.CallsTo("POST /declared").Count == 1);

        Assert.Equal(2, Entries(app.CallsTo("POST /declared")[0]).Count);
    }

    [Fact]
    public async Task Gives_back_what_still_waits_when_the_sidecar_stops()
    {
        await using var app = new FakeApp().On("POST /jobs", Each(_ => "SUCCESS")).Subscribes(
            """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","bulkSubscribe":{"enabled":true,"maxAwaitDurationMs":600000}}]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);
        await PublishAsync(sidecar, 1);

        await sidecar.Sidecar.StopAsync().WaitAsync(TimeSpan.FromSeconds(4));

        Assert.Empty(app.CallsTo("POST /jobs"));
    }

    private static Task<Answer[]> PublishAsync(SidecarHarness sidecar, params int[] numbers) =>
        Task.WhenAll(numbers.Select(number => sidecar.PostAsync("/v1.0/publish/pubsub/jobs", $"{number}")));

    private static List<JsonElement> Entries(AppCall call) =>
        [.. JsonDocument.Parse(call.Body).RootElement.GetProperty("entries").EnumerateArray()];

    private static string Number(JsonElement entry) => entry.GetProperty("event").GetProperty("data").GetRawText();

    /// <summary>Answers 200 with a status for each, by its number.</summary>
    private static Func<AppCall, HttpContext, Task> Each(Func<string, string> status) => async (call, http) =>
    {
        var statuses = Entries(call).Select(entry => new
        {
            entryId = entry.GetProperty("entryId").GetString(),
            status = status(entry.GetProperty("event").ValueKind == JsonValueKind.Object ? Number(entry) : ""),
        });
        await http.Response.WriteAsJsonAsync(new { statuses });
    };
}
