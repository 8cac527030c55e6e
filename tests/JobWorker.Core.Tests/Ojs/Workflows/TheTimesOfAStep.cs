using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Core.Tests.Ojs.Envelopes;

namespace JobWorker.Core.Tests.Ojs.Workflows;

public sealed class TheTimesOfAStep
{
    private const string Timed = """{"type": "a", "args": [], "options": {"delay_until": "+PT5M", "expires_at": "+PT1H"}}""";
    private const string Plain = """{"type": "a", "args": []}""";

    private static readonly DateTimeOffset Created = Bodies.Now;

    [Fact]
    public void Count_from_the_moment_it_begins()
    {
        var workflow = Start($$"""{"type": "chain", "steps": [{{Timed}}, {{Timed}}, {{Plain}}, {{Timed}}]}""");
        Assert.Equal(After(minutes: 0), TimesOf(workflow, "0"));

        workflow = Done(workflow, "0", minutes: 10);
        Assert.Equal(After(minutes: 10), TimesOf(workflow, "1"));

        workflow = Done(Done(workflow, "1", minutes: 100), "2", minutes: 200);
        Assert.Equal(
            [After(0), After(10), (null, null), After(200)],
            workflow.Steps.Select(step => (step.Spec.ScheduledAt, step.Spec.ExpiresAt)));
    }

    [Fact]
    public void Stay_as_they_are_where_they_are_absolute()
    {
        var workflow = Done(
            Start(
                $$$"""
                {"type": "chain", "steps": [{{{Plain}}},
                 {"type": "a", "args": [], "options": {"scheduled_at": "2026-02-12T13:00:00+01:00", "expires_at": "+PT1H"}},
                 {"type": "a", "args": [], "scheduled_at": "+PT5M", "expires_at": "2026-02-12T14:00:00+01:00"}]}
                """),
            "0",
            minutes: 10);
        Assert.Equal((Created.AddMinutes(90), Created.AddMinutes(70)), TimesOf(workflow, "1"));

        workflow = Done(workflow, "1", minutes: 20);
        Assert.Equal((Created.AddMinutes(25), Created.AddMinutes(150)), TimesOf(workflow, "2"));
        Assert.Equal("2026-02-12T14:00:00+01:00", Step(workflow, "2").Spec.ExpiresAtText);
    }

    [Fact]
    public void Count_from_the_end_of_the_last_that_it_waits_for()
    {
        var workflow = Start(
            """
            {"type": "dag", "steps": [{"id": "end", "type": "a", "args": [], "depends_on": ["left", "right"],
             "options": {"scheduled_at": "+PT5M", "expires_at": "+PT1H"}},
             {"id": "left", "type": "a", "args": []}, {"id": "right", "type": "a", "args": []}]}
            """);

        workflow = Done(Done(workflow, "left", minutes: 10), "right", minutes: 30);

        Assert.Equal(After(minutes: 30), TimesOf(workflow, "end"));
    }

    [Theory]
    [InlineData("on_success", true)]
    [InlineData("on_failure", false)]
    [InlineData("on_complete", true)]
    [InlineData("on_complete", false)]
    public void Count_for_callbacks_from_the_end_of_the_batch(string callback, bool succeeded)
    {
        var workflow = Start(
            $$$"""{"type": "batch", "jobs": [{{{Plain}}}, {{{Plain}}}], "callbacks": {"{{{callback}}}": {{{Timed}}} } }""");

        workflow = End(Done(workflow, "1", minutes: 10), "0", succeeded, minutes: 20);

        Assert.Equal(StepState.Running, Step(workflow, callback).State);
        Assert.Equal(After(minutes: 20), TimesOf(workflow, callback));
    }

    [Fact]
    public void Do_not_move_when_an_end_is_heard_of_again_or_the_step_itself_ends()
    {
        var workflow = Done(Start($$"""{"type": "chain", "steps": [{{Plain}}, {{Timed}}]}"""), "0", minutes: 10);

        Assert.Same(workflow, End(workflow, "0", succeeded: true, minutes: 20));
        Assert.Equal(After(minutes: 10), TimesOf(Done(workflow, "1", minutes: 30), "1"));
        Assert.Equal(After(minutes: 10), TimesOf(WorkflowDecider.Cancel(workflow, Created.AddMinutes(40)), "1"));
    }

    [Fact]
    public void Count_from_creation_in_workflows_that_were_stored_before_they_were_kept_as_they_came()
    {
        var started = Start($$"""{"type": "chain", "steps": [{{Plain}}, {{Timed}}]}""");
        var before = Stored(started with { Steps = [.. started.Steps.Select(step => step with { Relative = null })] });

        Assert.Equal(After(minutes: 0), TimesOf(Done(before, "0", minutes: 10), "1"));
    }

    [Fact]
    public void Take_no_room_where_there_are_none()
    {
        var stored = OjsJson.Write(Start($$"""{"type": "chain", "steps": [{{Plain}}, {{Plain}}]}"""));

        Assert.DoesNotContain("relative", System.Text.Encoding.UTF8.GetString(stored), StringComparison.OrdinalIgnoreCase);
    }

    private static (DateTimeOffset? ScheduledAt, DateTimeOffset? ExpiresAt) After(double minutes) =>
        (Created.AddMinutes(minutes + 5), Created.AddMinutes(minutes + 60));

    private static (DateTimeOffset? ScheduledAt, DateTimeOffset? ExpiresAt) TimesOf(Workflow workflow, string key) =>
        Step(workflow, key).Spec is var spec ? (spec.ScheduledAt, spec.ExpiresAt) : default;

    private static Step Step(Workflow workflow, string key) => workflow.Steps.Single(step => step.Key == key);

    private static Workflow Start(string json)
    {
        var steps = WorkflowRequest.Parse(Bodies.Utf8(json), Created, EnvelopeLimits.Default).Good().Steps;

        return Stored(WorkflowDecider.Start(new Workflow { Id = "w", CreatedAt = Created, Steps = steps }, Created));
    }

    private static Workflow Done(Workflow workflow, string key, double minutes) =>
        Stored(End(workflow, key, succeeded: true, minutes));

    private static Workflow End(Workflow workflow, string key, bool succeeded, double minutes) =>
        WorkflowDecider.Ended(workflow, [new StepEnd(key, succeeded, Result: null)], Created.AddMinutes(minutes));

    /// <summary>The workflow as it is read again.</summary>
    private static Workflow Stored(Workflow workflow) => OjsJson.Read<Workflow>(OjsJson.Write(workflow));
}
