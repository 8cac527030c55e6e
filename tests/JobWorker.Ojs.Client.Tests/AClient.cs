using System.Text.Json.Nodes;
using JobWorker.Ojs.Client.Cron;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Tests.Support;
using JobWorker.Ojs.Client.Workers;
using JobWorker.Ojs.Client.Workflows;

namespace JobWorker.Ojs.Client.Tests;

public sealed class AClient
{
    private const string Job = """
        {"id":"j1","type":"mail.send","state":"retryable","queue":"q1","args":[{"to_whom":"ann"}],"attempt":1,"max_attempts":3,
         "created_at":"2026-01-01T12:00:00.000Z","error":{"code":"c","message":"m","type":"T","attempt":1},"x_more":5}
        """;

    private readonly FakeServer _server = new();

    private static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, came {actual?.ToJsonString()}");

    [Fact]
    public async Task Enqueues_a_job_with_what_was_set_and_nothing_else()
    {
        _server.Answers(201, $$"""{"job":{{Job}}}""");

        var job = await _server.Client().EnqueueAsync(new JobRequest("mail.send", new { ToWhom = "ann" }, 5, null)
        {
            Options = new JobOptions
            {
                Queue = "q1",
                TimeoutMs = 500,
                Retry = new RetryOptions
                {
                    InitialInterval = TimeSpan.FromSeconds(1.5),
                    BackoffStrategy = BackoffStrategy.Linear,
                    OnExhaustion = Exhaustion.DeadLetter,
                },
                Unique = new UniqueOptions
                {
                    Keys = ["type"],
                    States = [JobState.Available],
                    OnConflict = OnConflict.ReplaceExceptSchedule,
                },
            },
        });

        Assert.Equal("POST /ojs/v1/jobs", _server.Heard[0].Line);
        Assert.Equal("application/openjobspec+json", _server.Last!.Content!.Headers.ContentType!.ToString());
        Same(
            """
            {"type":"mail.send","args":[{"to_whom":"ann"},5,null],"options":{"queue":"q1","timeout_ms":500,
             "retry":{"initial_interval":"PT1.5S","backoff_strategy":"linear","on_exhaustion":"dead_letter"},
             "unique":{"keys":["type"],"states":["available"],"on_conflict":"replace_except_schedule"}}}
            """,
            _server.Heard[0].Body);
        Assert.Equal(("j1", JobState.Retryable, "T"), (job.Id, job.State, job.Error!.Type));
        Assert.Equal("ann", job.Arg<JsonObject>(0)!["to_whom"]!.GetValue<string>());
        Assert.Equal(5, job.Other!["x_more"].GetInt32());
    }

    [Fact]
    public async Task Enqueues_many_at_once()
    {
        _server.Answers(201, $$"""{"jobs":[{{Job}},{{Job}}],"count":2}""");

        var jobs = await _server.Client().EnqueueAllAsync([new JobRequest("a.b"), new JobRequest("c.d", "x")]);

        Assert.Equal(2, jobs.Count);
        Assert.Equal("POST /ojs/v1/jobs/batch", _server.Heard[0].Line);
        Same("""{"jobs":[{"type":"a.b","args":[]},{"type":"c.d","args":["x"]}]}""", _server.Heard[0].Body);
    }

    [Fact]
    public async Task Reads_cancels_and_activates_jobs()
    {
        for (var i = 0; i < 3; i++)
        {
            _server.Answers(200, $$"""{"job":{{Job}}}""");
        }

        await _server.Client().GetAsync("j1");
        await _server.Client().CancelAsync("j 1");
        await _server.Client().ActivateAsync("j1");

        Assert.Equal(
            ["GET /ojs/v1/jobs/j1", "DELETE /ojs/v1/jobs/j%201", "POST /ojs/v1/jobs/j1/activate"], _server.Heard.Select(h => h.Line));
    }

    [Fact]
    public async Task Reads_events()
    {
        _server.Answers(200, """
            {"events":[{"id":"evt_1","type":"job.completed","time":"2026-01-01T12:00:00.000Z","subject":"j1","data":{"attempt":1}}]}
            """);

        var events = await _server.Client().EventsAsync(new EventFilter
        {
            Types = ["job.completed", "job.failed"],
            Queues = ["q1"],
            After = "evt_0",
            Limit = 5,
        });

        Assert.Equal("evt_1", Assert.Single(events).Id);
        Assert.Equal("GET /ojs/v1/events?types=job.completed%2Cjob.failed&queues=q1&after=evt_0&limit=5", _server.Heard[0].Line);
    }

    [Fact]
    public async Task Does_what_workers_do()
    {
        _server
            .Answers(200, $$"""{"jobs":[{{Job}}]}""")
            .Answers(200, """{"acknowledged":true}""")
            .Answers(200, """{"id":"j1","state":"retryable","attempt":1,"max_attempts":3,"retry_delay_ms":1000}""")
            .Answers(200, """{"id":"j1","state":"available","attempt":1,"max_attempts":3}""")
            .Answers(200, """{"state":"quiet","jobs_extended":["j1"]}""");
        var workers = _server.Client().Workers;

        var jobs = await workers.FetchAsync(new FetchRequest { Queues = ["a", "b"], Count = 2, WorkerId = "w", WaitMs = 100 });
        await workers.AckAsync("j1", new { Sent = true }, "w");
        var nack = await workers.NackAsync("j1", new JobError("c", "m") { Type = "T", Retryable = false }, "w");
        var requeue = await workers.RequeueAsync("j1", "stopping");
        var beat = await workers.HeartbeatAsync("w", ["j1"], TimeSpan.FromSeconds(3));

        Assert.Single(jobs);
        Assert.Equal((JobState.Retryable, 1000L), (nack.State, nack.RetryDelayMs!.Value));
        Assert.Equal(JobState.Available, requeue.State);
        Assert.Equal((Directive.Quiet, "j1"), (beat.State, Assert.Single(beat.JobsExtended)));
        Same("""{"queues":["a","b"],"count":2,"worker_id":"w","wait_ms":100}""", _server.Heard[0].Body);
        Same("""{"job_id":"j1","worker_id":"w","result":{"sent":true}}""", _server.Heard[1].Body);
        Same("""{"job_id":"j1","worker_id":"w","error":{"code":"c","message":"m","type":"T","retryable":false}}""", _server.Heard[2].Body);
        Same("""{"job_id":"j1","error":{"code":"requeued","message":"stopping"},"requeue":true}""", _server.Heard[3].Body);
        Same("""{"worker_id":"w","active_jobs":["j1"],"visibility_timeout_ms":3000}""", _server.Heard[4].Body);
    }

    [Fact]
    public async Task Does_what_operators_do()
    {
        _server
            .Answers(200, $$"""{"jobs":[{{Job}}]}""")
            .Answers(200, $$"""{"job":{{Job}}}""")
            .Answers(200, """{"deleted":true,"job_id":"j1"}""")
            .Answers(200, """{"queue":{"name":"q1","paused":true}}""")
            .Answers(200, """{"queue":{"name":"q1","paused":false}}""")
            .Answers(200, """{"queue":{"name":"q1","available":4,"active":1,"paused":false}}""")
            .Answers(200, """{"queues":[{"name":"q1","status":"active"}]}""");
        var client = _server.Client();

        await client.DeadLetters.ListAsync("q1", 10, 20);
        await client.DeadLetters.RetryAsync("j1");
        await client.DeadLetters.DeleteAsync("j1");
        await client.Queues.PauseAsync("q1");
        await client.Queues.ResumeAsync("q1");
        var stats = await client.Queues.StatsAsync("q1");
        var queues = await client.Queues.ListAsync();

        Assert.Equal((4, 1), (stats.Available, stats.Active));
        Assert.Equal("q1", Assert.Single(queues).Name);
        Assert.Equal(
            [
                "GET /ojs/v1/dead-letter?limit=10&offset=20&queue=q1", "POST /ojs/v1/dead-letter/j1/retry",
                "DELETE /ojs/v1/dead-letter/j1", "POST /ojs/v1/queues/q1/pause", "POST /ojs/v1/queues/q1/resume",
                "GET /ojs/v1/queues/q1/stats", "GET /ojs/v1/queues",
            ],
            _server.Heard.Select(h => h.Line));
    }

    [Fact]
    public async Task Registers_cron_entries()
    {
        const string entry = """
            {"name":"c1","expression":"@hourly","timezone":"Europe/Berlin","enabled":true,"next_run_at":"2026-01-01T13:00:00.000Z"}
            """;
        _server.Answers(201, $$"""{"cron":{{entry}}}""").Answers(200, $$"""{"crons":[{{entry}}]}""").Answers(200, """{"deleted":true}""");
        var cron = _server.Client().Cron;

        var made = await cron.RegisterAsync(new CronEntry("c1", "@hourly", new JobRequest("a.b"))
        {
            Timezone = "Europe/Berlin",
            OverlapPolicy = OverlapPolicy.CancelPrevious,
        });
        var all = await cron.ListAsync();
        await cron.DeleteAsync("c1");

        Assert.Equal((13, "c1"), (made.NextRunAt!.Value.Hour, Assert.Single(all).Name));
        Same(
            """
            {"name":"c1","expression":"@hourly","timezone":"Europe/Berlin","overlap_policy":"cancel_previous",
             "job_template":{"type":"a.b","args":[]}}
            """,
            _server.Heard[0].Body);
    }

    [Fact]
    public async Task Starts_workflows()
    {
        const string answer = """{"workflow":{"id":"w1","type":"batch","state":"running","jobs_total":1,"jobs_completed":0}}""";
        for (var i = 0; i < 5; i++)
        {
            _server.Answers(201, answer);
        }

        var workflows = _server.Client().Workflows;
        var callbacks = new BatchCallbacks { OnSuccess = new JobRequest("all.well") };
        var started = await workflows.StartAsync(WorkflowRequest.Batch(callbacks, new JobRequest("a.b")));
        await workflows.StartAsync(WorkflowRequest.Chain(new JobRequest("a.b"), new JobRequest("c.d")) with { Name = "n" });
        await workflows.StartAsync(WorkflowRequest.Group(new JobRequest("a.b")));
        await workflows.GetAsync("w1");
        await workflows.CancelAsync("w1");

        Assert.Equal(("w1", 1), (started.Id, started.JobsTotal!.Value));
        Same(
            """{"type":"batch","jobs":[{"type":"a.b","args":[]}],"callbacks":{"on_success":{"type":"all.well","args":[]}}}""",
            _server.Heard[0].Body);
        Same("""{"type":"chain","name":"n","steps":[{"type":"a.b","args":[]},{"type":"c.d","args":[]}]}""", _server.Heard[1].Body);
        Same("""{"type":"group","jobs":[{"type":"a.b","args":[]}]}""", _server.Heard[2].Body);
        Assert.Equal(["GET /ojs/v1/workflows/w1", "DELETE /ojs/v1/workflows/w1"], _server.Heard.Skip(3).Select(h => h.Line));
    }
}
