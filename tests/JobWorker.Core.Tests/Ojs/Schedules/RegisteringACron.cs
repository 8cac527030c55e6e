using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Ojs.Schedules;
using JobWorker.Core.Tests.Ojs.Envelopes;

namespace JobWorker.Core.Tests.Ojs.Schedules;

public sealed class RegisteringACron
{
    private const string Template = """{"type": "cron.test", "args": [{"a": 1}], "options": {"queue": "cron-test"}}""";

    [Fact]
    public void Says_it_with_a_template()
    {
        var cron = Read($$"""{"name": "cron-1", "expression": "*/5 * * * *", "job_template": {{Template}}}""").Good();

        Assert.Equal(
            new CronRequest(
                "cron-1",
                "*/5 * * * *",
                "UTC",
                OverlapPolicy.Skip,
                Enabled: true,
                Description: null,
                RawJson.Parse("""{"type":"cron.test","args":[{"a": 1}],"options":{"queue": "cron-test"}}""")),
            cron);
        Assert.Equal(Bodies.Now.AddMinutes(5), cron.ToSchedule().Next(Bodies.Now, Bodies.Now));
    }

    [Fact]
    public void Says_it_as_the_specification_does()
    {
        var cron = Read(
            """
            {"name": "daily-report", "cron": "0 9 * * *", "timezone": "America/New_York", "type": "report.generate",
             "options": {"queue": "reports", "timeout": 300, "meta": {"m": 1}}, "overlap_policy": "cancel_previous",
             "enabled": false, "description": "d", "run_count": 99, "next_run_at": "x", "unknown": 1}
            """).Good();

        Assert.Equal(("America/New_York", OverlapPolicy.CancelPrevious), (cron.Timezone, cron.Overlap));
        Assert.Equal((false, "d"), (cron.Enabled, cron.Description));
        Assert.Equal(
            """{"type":"report.generate","options":{"queue": "reports", "timeout": 300, "meta": {"m": 1}},"args":[]}""",
            cron.Template.ToString());
        Assert.Equal(new TimeSpan(3, 30, 0), cron.ToSchedule().Next(Bodies.Now, Bodies.Now) - Bodies.Now);
    }

    [Fact]
    public void Says_of_its_job_what_a_job_may_say_and_that_it_is_paused()
    {
        var cron = Read(
            """{"name": "c", "cron": "@daily", "status": "paused", "type": "a", "queue": "emails", "priority": 3, "retry": {"max_attempts": 7}}""").Good();

        var spec = cron.JobAt(Bodies.Now, Bodies.Now, EnvelopeLimits.Default).Good().Spec;
        Assert.Equal((false, "emails", 3, 7), (cron.Enabled, spec.Queue, spec.Priority, spec.Retry.MaxAttempts));
        Assert.True(Read("""{"name": "c", "cron": "@daily", "type": "a", "status": "active"}""").Good().Enabled);
    }

    [Fact]
    public void Fires_though_it_was_taken_with_an_option_that_is_refused_by_now()
    {
        var cron = Read("""{"name": "c", "cron": "@daily", "type": "a"}""").Good() with
        {
            Template = RawJson.Parse("""{"type": "a", "args": [], "options": {"priorty": 5, "queue": "q"}}"""),
        };

        Assert.Equal("q", cron.JobAt(Bodies.Now, Bodies.Now, EnvelopeLimits.Default).Good().Spec.Queue);
    }

    [Fact]
    public void Makes_a_job_of_each_occurrence_that_says_whose_it_is()
    {
        var cron = Read(
            """
            {"name": "c", "expression": "@daily", "job_template": {"type": "a", "id": "not-one", "meta": {"m": 1, "cron_name": "other"},
             "options": {"delay_until": "+PT5M", "expires_at": "+PT1H"}}}
            """).Good();
        var later = Bodies.Now.AddDays(3);
        var job = cron.JobAt(later.AddSeconds(-1), later, EnvelopeLimits.Default).Good();

        Assert.Null(job.Id);
        Assert.Equal((later.AddMinutes(5), later.AddHours(1)), (job.Spec.ScheduledAt, job.Spec.ExpiresAt));
        Assert.Equal(
            """{"m":1,"cron_name":"c","cron_triggered_at":"2026-02-15T10:29:59.000Z"}""", job.Spec.Meta.ToString());
    }

    [Theory]
    [InlineData("name", """{"expression": "@daily", "type": "a"}""")]
    [InlineData("name", """{"name": "Daily", "expression": "@daily", "type": "a"}""")]
    [InlineData("name", """{"name": "a/b", "expression": "@daily", "type": "a"}""")]
    [InlineData("expression", """{"name": "c", "type": "a"}""")]
    [InlineData("expression", """{"name": "c", "expression": "", "type": "a"}""")]
    [InlineData("expression", """{"name": "c", "expression": 5, "type": "a"}""")]
    [InlineData("expression", """{"name": "c", "expression": "not a valid cron", "type": "a"}""")]
    [InlineData("expression", """{"name": "c", "expression": "0 0 30 2 *", "type": "a"}""")]
    [InlineData("cron", """{"name": "c", "cron": "99 25 32 13 8", "type": "a"}""")]
    [InlineData("timezone", """{"name": "c", "cron": "@daily", "type": "a", "timezone": "EST"}""")]
    [InlineData("timezone", """{"name": "c", "cron": "@daily", "type": "a", "timezone": "+05:00"}""")]
    [InlineData("overlap_policy", """{"name": "c", "cron": "@daily", "type": "a", "overlap_policy": "queue"}""")]
    [InlineData("enabled", """{"name": "c", "cron": "@daily", "type": "a", "enabled": "yes"}""")]
    [InlineData("status", """{"name": "c", "cron": "@daily", "type": "a", "status": "asleep"}""")]
    [InlineData("type", """{"name": "c", "cron": "@daily"}""")]
    [InlineData("type", """{"name": "c", "cron": "@daily", "type": "A"}""")]
    [InlineData("args", """{"name": "c", "cron": "@daily", "type": "a", "args": {}}""")]
    [InlineData("job_template", """{"name": "c", "cron": "@daily", "job_template": []}""")]
    [InlineData("job_template.type", """{"name": "c", "cron": "@daily", "job_template": {}}""")]
    [InlineData("options.priorty", """{"name": "c", "cron": "@daily", "type": "a", "options": {"priorty": 5}}""")]
    [InlineData("job_template.options.queue", """{"name": "c", "cron": "@daily", "job_template": {"type": "a", "options": {"queue": "Q"}}}""")]
    public void Is_refused(string field, string json) => Assert.Equal(("invalid_request", field), CodeAndField(json));

    [Theory]
    [InlineData(OverlapPolicy.Skip, OverlapAnswer.Skip)]
    [InlineData(OverlapPolicy.Allow, OverlapAnswer.Fire)]
    [InlineData(OverlapPolicy.CancelPrevious, OverlapAnswer.CancelAndFire)]
    [InlineData(OverlapPolicy.Enqueue, OverlapAnswer.FireAfter)]
    public void Says_what_becomes_of_an_occurrence_that_meets_another(OverlapPolicy policy, OverlapAnswer answer)
    {
        Assert.Equal(OverlapAnswer.Fire, Overlap.Decide(policy, previous: null));
        Assert.All(Enum.GetValues<JobState>(), state => Assert.Equal(
            state is JobState.Completed or JobState.Cancelled or JobState.Discarded ? OverlapAnswer.Fire : answer,
            Overlap.Decide(policy, state)));
    }

    private static (string Code, string Field) CodeAndField(string json) =>
        Read(json).Only() is var problem ? (problem.Code, problem.Field) : default;

    private static Parsed<CronRequest> Read(string json) =>
        CronRequest.Parse(Bodies.Utf8(json), Bodies.Now, EnvelopeLimits.Default);
}
