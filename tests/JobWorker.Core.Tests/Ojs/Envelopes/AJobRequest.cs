using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Retries;
using JobWorker.Core.Ojs.Schedules;
using JobWorker.Core.Ojs.Uniqueness;

namespace JobWorker.Core.Tests.Ojs.Envelopes;

public sealed class AJobRequest
{
    [Fact]
    public void Needs_only_a_type_and_arguments()
    {
        var job = Bodies.Job("""{"type":"email.send","args":["user@example.com","welcome"]}""").Good();

        Assert.Null(job.Id);
        Assert.Equal(
            new JobSpec { Type = "email.send", Args = RawJson.Parse("""["user@example.com","welcome"]""") }, job.Spec);
        Assert.Equal("default", job.Spec.Queue);
        Assert.Equal(RetryPolicy.Default, job.Spec.Retry);
    }

    [Fact]
    public void Keeps_arguments_byte_for_byte()
    {
        const string Args = """[ "s", 42, 3.140, 1e2, true, null, [1,["two"]], {"b": 1, "a": "\u00e9\ud83d\ude00", "b": 2}, "é" ]""";

        Assert.Equal(Args, Bodies.Job($$"""{"type": "a", "args": {{Args}} }""").Good().Spec.Args.ToString());
        Assert.Equal("[]", Bodies.Job("""{"type": "a", "args": []}""").Good().Spec.Args.ToString());
    }

    [Fact]
    public void May_begin_with_a_byte_order_mark() => Assert.True(Bodies.Job("\ufeff{\"type\": \"a\", \"args\": []}").IsValid);

    [Theory]
    [InlineData("\ufeff{\"type\":\"a\",\"args\":[]}")]
    [InlineData("\ufeff{\"specversion\":\"1.0\",\"data\":\"\\ufeff{\\\"type\\\":\\\"a\\\",\\\"args\\\":[]}\"}")]
    public void May_begin_with_one_in_a_message(string message) => Assert.True(JobRequest.Parse(
        OjsMessage.Open(Bodies.Utf8(message)).Body!.Value, Bodies.Now, EnvelopeLimits.Default).IsValid);

    [Fact]
    public void May_say_everything()
    {
        var spec = Bodies.SpecOf(
            """
            {"queue": "high.2", "priority": 7, "timeout_ms": 1500, "delay_until": "2026-02-12T11:00:00Z",
             "expires_at": "2026-02-12T13:00:00.000+01:00", "retry": {"max_attempts": 5}, "unique": {"keys": ["type", "args"]},
             "tags": ["x", "y"], "visibility_timeout_ms": 3000, "metadata": {"m": 1}, "rate_limit": {"max_per_second": 2.5},
             "pending": true}
            """);

        Assert.Equal(("high.2", 7, true, 2.5), (spec.Queue, spec.Priority, spec.Pending, spec.MaxPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(1.5), spec.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(3), spec.VisibilityTimeout);
        Assert.Equal(Bodies.Now.AddMinutes(30), spec.ScheduledAt);
        Assert.Equal(Bodies.Now.AddMinutes(90), spec.ExpiresAt);
        Assert.Equal("2026-02-12T13:00:00.000+01:00", spec.ExpiresAtText);
        Assert.Equal(5, spec.Retry.MaxAttempts);
        Assert.Equal(["type", "args"], spec.Unique!.Keys.AsEnumerable());
        Assert.Equal(["x", "y"], spec.Tags.AsEnumerable());
        Assert.Equal("""{"m":1}""", spec.Meta.ToString());
        Assert.Null(spec.Extra);
    }

    [Theory]
    [InlineData("""{"tenant_id": "acme"}""", "acme")]
    [InlineData("""{"tenant_id": ""}""", null)]
    [InlineData("""{"tenant_id": 5}""", null)]
    [InlineData("{}", null)]
    public void Says_whose_job_it_is_wherever_it_comes_from(string meta, string? tenant)
    {
        var job = $$"""{"type": "a", "args": [], "meta": {{meta}}}""";
        var cron = CronRequest.Parse(
            Bodies.Utf8($$"""{"name": "c", "expression": "@daily", "job_template": {{job}}}"""), Bodies.Now, EnvelopeLimits.Default);
        var workflow = WorkflowRequest.Parse(
            Bodies.Utf8($$"""{"type": "chain", "steps": [{{job}}]}"""), Bodies.Now, EnvelopeLimits.Default);

        Assert.Equal(tenant, Bodies.Job(job).Good().Spec.Tenant);
        Assert.Equal(tenant, cron.Good().JobAt(Bodies.Now, Bodies.Now, EnvelopeLimits.Default).Good().Spec.Tenant);
        Assert.Equal(tenant, workflow.Good().Steps[0].Spec.Tenant);
    }

    [Theory]
    [InlineData("""{"scheduled_at": "+PT2S"}""", 2)]
    [InlineData("""{"delay_until": "+PT2S"}""", 2)]
    [InlineData("""{"scheduled_at": "2026-02-12T10:29:00Z"}""", -60)]
    public void May_wait_for_a_moment_or_some_time(string options, double seconds)
    {
        Assert.Equal(Bodies.Now.AddSeconds(seconds), Bodies.SpecOf(options).ScheduledAt);
    }

    [Fact]
    public void Expires_after_some_time_without_a_text_of_its_own()
    {
        var spec = Bodies.SpecOf("""{"expires_at": "+PT2S"}""");

        Assert.Equal((Bodies.Now.AddSeconds(2), null), (spec.ExpiresAt, spec.ExpiresAtText));
    }

    [Theory]
    [InlineData("""{"timeout_ms": 250}""", 0.25)]
    [InlineData("""{"timeout": 2}""", 2.0)]
    [InlineData("""{"timeout": "PT1M"}""", 60.0)]
    [InlineData("""{"timeout_ms": 250, "timeout": 2}""", 0.25)]
    [InlineData("""{"timeout_ms": 0}""", null)]
    [InlineData("""{"timeout": null}""", null)]
    [InlineData("{}", null)]
    public void Spells_a_timeout_in_milliseconds_or_seconds(string options, double? seconds)
    {
        var expected = seconds is { } s ? TimeSpan.FromSeconds(s) : (TimeSpan?)null;

        Assert.Equal(expected, Bodies.SpecOf(options).Timeout);
        options = options.Replace("timeout", "visibility_timeout", StringComparison.Ordinal);
        Assert.Equal(expected, Bodies.SpecOf(options).VisibilityTimeout);
    }

    [Fact]
    public void May_be_an_envelope_as_the_core_spells_it()
    {
        var spec = Bodies.JobWith(
            """
            , "specversion": "1.0", "queue": "q", "priority": 3, "timeout": 5, "scheduled_at": "+PT1S", "expires_at": "+PT9S",
              "retry": {"max_attempts": 2}, "unique": {}, "tags": ["t"], "schema": "urn:ojs:schema:email.send:v1"
            """).Good().Spec;

        Assert.Equal(("q", 3, "urn:ojs:schema:email.send:v1"), (spec.Queue, spec.Priority, spec.Schema));
        Assert.Equal((TimeSpan.FromSeconds(5), 2), (spec.Timeout, spec.Retry.MaxAttempts));
        Assert.Equal((Bodies.Now.AddSeconds(1), Bodies.Now.AddSeconds(9)), (spec.ScheduledAt, spec.ExpiresAt));
        Assert.Equal(OnConflict.Reject, spec.Unique!.OnConflict);
        Assert.Equal(["t"], spec.Tags.AsEnumerable());
        Assert.Null(spec.Extra);
    }

    [Fact]
    public void Says_in_options_what_counts() =>
        Assert.Equal("b", Bodies.JobWith(""", "queue": "a", "options": {"queue": "b", "retry_policy": null}""").Good().Spec.Queue);

    [Fact]
    public void Has_annotations_of_its_own_before_those_of_its_options() =>
        Assert.Equal(
            """{"a":1,"b":2,"c":"é"}""",
            Bodies.JobWith(""", "meta": {"b": 2, "c": "é"}, "options": {"metadata": {"a": 1, "b": 1}}""").Good().Spec.Meta.ToString());

    [Fact]
    public void Keeps_members_that_nobody_knows() =>
        Assert.Equal(
            """{"x_custom_field":"v","\u0078_two":{"n": [1]},"x\"3":null}""",
            Bodies.JobWith(""", "x_custom_field": "v", "\u0078_two": {"n": [1]}, "x\"3": null""").Good().Spec.Extra.ToString());

    [Fact]
    public void Does_not_decide_what_the_server_keeps() =>
        Assert.Null(Bodies.JobWith(
            """
            , "state": "completed", "attempt": 9, "created_at": "2020-01-01T00:00:00Z", "completed_at": "x", "error": 1, "result": {},
              "max_attempts": 77, "parent_results": [], "errors": []
            """).Good().Spec.Extra);

    [Fact]
    public void May_name_its_id()
    {
        const string Id = "019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f";

        Assert.Equal(Id, Bodies.JobWith($$""", "id": "{{Id}}" """).Good().Id);
        Assert.Null(Bodies.JobWith(""", "id": null""").Good().Id);
    }

    [Fact]
    public void Counts_the_last_of_equal_members() =>
        Assert.Equal("b.c", Bodies.Job("""{"type": "BAD", "type": "b.c", "args": []}""").Good().Spec.Type);

    [Fact]
    public void Outlives_the_bytes_it_was_read_from()
    {
        var bytes = Bodies.Utf8("""{"type": "a", "args": ["x"], "meta": {"m": 1}, "x": "y"}""").ToArray();
        var spec = JobRequest.Parse(bytes, Bodies.Now, EnvelopeLimits.Default).Good().Spec;
        Array.Fill(bytes, (byte)' ');

        Assert.Equal("""["x"]{"m":1}{"x":"y"}""", $"{spec.Args}{spec.Meta}{spec.Extra}");
    }
}
