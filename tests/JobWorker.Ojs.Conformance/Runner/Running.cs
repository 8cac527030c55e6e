using JobWorker.Ojs.Conformance.Reading;
using JobWorker.Ojs.Conformance.Running;

namespace JobWorker.Ojs.Conformance.Runner;

/// <summary>Runs cases against servers that answer rightly or wrongly: what is wrong must fail.</summary>
public sealed class ARun
{
    private const string Enqueue = """
        {"id":"a","action":"POST","path":"/jobs","body":{"type":"x","args":[]},"assertions":{
          "status":201,"headers":{"Content-Type":"application/openjobspec+json","X-Any":{"$exists":true}},
          "body":{"$.job.state":"available","$.job.id":"string:nonempty"},"body_absent":["$.job.error"],"body_contains":["job"]}}
        """;

    private const string Read = """
        {"id":"b","action":"GET","path":"/jobs/{{steps.a.response.body.job.id}}","assertions":{
          "status":"one_of:200,203","body":{"$.job.id":"{{steps.a.response.body.job.id}}"},"timing_ms":{"less_than":20000},
          "equality":{"$.steps.a.response.body.job.id":"$.steps.b.response.body.job.id"}}}
        """;

    private static Task<CaseRun> RunAsync(FakeServer server, params string[] steps) =>
        RunCaseAsync(server, $$"""{"test_id":"X","level":0,"steps":[{{string.Join(',', steps)}}]}""");

    private static async Task<CaseRun> RunCaseAsync(FakeServer server, string text)
    {
        await using (server)
        {
            await server.StartAsync();
            using var caller = new Caller(server.Address);
            return await CaseRun.OfAsync(CaseReader.Read(text), caller);
        }
    }

    [Fact]
    public async Task Passes_when_all_holds()
    {
        var run = await RunAsync(new FakeServer(), Enqueue, Read);

        Assert.Empty(run.Failures);
        Assert.Contains("GET /jobs/1", run.Said);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("media type")]
    [InlineData("header")]
    [InlineData("state")]
    [InlineData("null body")]
    [InlineData("text")]
    [InlineData("error member")]
    [InlineData("other id")]
    [InlineData("hangs up")]
    public async Task Fails_when_the_server_is_wrong_about(string what)
    {
        var run = await RunAsync(new FakeServer { WrongAbout = what }, Enqueue, Read);

        Assert.NotEmpty(run.Failures);
    }

    [Fact]
    public async Task Sends_what_the_case_says_byte_for_byte()
    {
        var server = new FakeServer();

        await RunAsync(
            server,
            """{"id":"a","action":"ASSERT","assertions":{"status":200}}""",
            """{"id":"b","action":"POST","path":"/x","raw_body":"{not json","headers":{"Content-Type":"text/plain","X-Y":"z"}}""",
            """{"id":"c","action":"POST","path":"/x","headers":{"Content-Type":"application/json"}}""");

        Assert.Equal(["ASSERT / []  ", "POST /x [text/plain] {not json z", "POST /x [application/json]  "], server.Heard);
    }

    [Fact]
    public async Task Sends_steps_that_belong_together_at_once()
    {
        var server = new FakeServer { Together = 2 };

        var run = await RunAsync(
            server,
            """{"id":"a","action":"GET","path":"/meet","assertions":{"status":200}}""",
            """{"id":"b","action":"GET","path":"/meet","parallel_with":"a","assertions":{"status":200}}""");

        Assert.Empty(run.Failures);
    }

    [Theory]
    [InlineData(3, 60_000, 4)]
    [InlineData(3, 0, 1)]
    public async Task Sends_a_step_again_until_it_holds_or_the_time_is_over(int late, int within, int heard)
    {
        var server = new FakeServer { Late = late };

        var run = await RunAsync(
            server, $$"""{"id":"a","action":"GET","path":"/x","within_ms":{{within}}, "assertions":{"status":200} }""");

        Assert.Equal((heard, heard > late), (server.Heard.Count, run.Failures.Count == 0));
    }

    [Fact]
    public async Task Gives_up_a_step_that_never_holds()
    {
        var run = await RunAsync(
            new FakeServer(), """{"id":"a","action":"GET","path":"/x","within_ms":300,"assertions":{"status":500}}""");

        Assert.Equal("status", Assert.Single(run.Failures).Field);
    }

    [Theory]
    [InlineData("""[{"id":"j"}]""", "[]", true)]
    [InlineData("[]", """[{"id":"j"}]""", true)]
    [InlineData("""[{"id":"j"}]""", """[{"id":"j"}]""", false)]
    [InlineData("[]", "[]", false)]
    public async Task Tells_who_got_a_job(string first, string second, bool holds)
    {
        var run = await RunAsync(
            new FakeServer
            {
                Answers =
                {
                    ["/job"] = """{"id":"j"}""",
                    ["/1"] = $$"""{"jobs":{{first}}}""",
                    ["/2"] = $$"""{"jobs":{{second}}}""",
                },
            },
            """{"id":"job","action":"GET","path":"/job"}""",
            """{"id":"one","action":"GET","path":"/1"}""",
            """{"id":"two","action":"GET","path":"/2"}""",
            """
            {"id":"x","action":"ASSERT","assertions":{"exclusive_claim":{"job_id":"{{steps.job.response.body.id}}",
              "fetches":["$.steps.one.response.body.jobs","$.steps.two.response.body.jobs"],
              "exactly_one_has_job":true,"exactly_one_empty":true}}}
            """);

        Assert.Equal(holds, run.Failures.Count == 0);
    }

    [Fact]
    public async Task Goes_on_after_a_failed_step_but_not_after_a_failed_setup()
    {
        const string failing = """{"id":"a","action":"GET","path":"/x","assertions":{"status":500}}""";
        const string next = """{"id":"b","action":"GET","path":"/y","assertions":{"status":200}}""";
        var (one, other) = (new FakeServer(), new FakeServer());

        await RunAsync(one, failing, next);
        await RunCaseAsync(other, $$"""{"test_id":"X","level":0,"setup":{"steps":[{{failing}}]},"steps":[{{next}}]}""");

        Assert.Equal((2, 1), (one.Heard.Count, other.Heard.Count));
    }

    [Fact]
    public async Task Does_not_take_a_missing_body_for_absent_members()
    {
        var run = await RunAsync(
            new FakeServer { Answers = { ["/x"] = "" } },
            """{"id":"a","action":"GET","path":"/x","assertions":{"body":{"$.error":"absent"}}}""");

        Assert.Single(run.Failures);
    }

    [Fact]
    public async Task Fails_without_a_server()
    {
        using var caller = new Caller($"http://127.0.0.1:{Ports.Free()}");

        var run = await CaseRun.OfAsync(CaseReader.Read(
            """{"test_id":"X","level":0,"steps":[{"id":"a","action":"GET","path":"/","assertions":{"status":200}}]}"""), caller);

        Assert.Equal("request", Assert.Single(run.Failures).Field);
    }
}
