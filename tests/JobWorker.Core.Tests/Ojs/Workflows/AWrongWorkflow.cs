using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Tests.Ojs.Envelopes;

namespace JobWorker.Core.Tests.Ojs.Workflows;

public sealed class AWrongWorkflow
{
    private const string Job = """{"type": "a", "args": []}""";

    [Theory]
    [InlineData("type", "{}")]
    [InlineData("type", """{"type": "saga", "steps": []}""")]
    [InlineData("type", """{"type": 5, "steps": []}""")]
    [InlineData("steps", """{"type": "chain"}""")]
    [InlineData("steps", """{"type": "chain", "steps": []}""")]
    [InlineData("steps", """{"type": "chain", "steps": {}}""")]
    [InlineData("jobs", """{"type": "group", "jobs": []}""")]
    [InlineData("jobs", """{"type": "batch"}""")]
    [InlineData("steps[0]", """{"type": "chain", "steps": [7]}""")]
    [InlineData("steps[0].type", """{"type": "chain", "steps": [{"args": []}]}""")]
    [InlineData("jobs[1].args", """{"type": "group", "jobs": [{"type": "a", "args": []}, {"type": "b"}]}""")]
    [InlineData("jobs[0].options.queue", """{"type": "group", "jobs": [{"type": "a", "args": [], "options": {"queue": "Q"}}]}""")]
    [InlineData("steps[0].jobs", """{"type": "chain", "steps": [{"type": "group", "jobs": []}]}""")]
    [InlineData("steps[0].options", """{"type": "chain", "steps": [{"type": "a", "args": [], "options": 5}]}""")]
    [InlineData(
        "steps[0].options.scheduled_at",
        """{"type": "chain", "steps": [{"type": "a", "args": [], "options": {"scheduled_at": "+5S"}}]}""")]
    [InlineData("name", """{"type": "chain", "name": 5, "steps": [{"type": "a", "args": []}]}""")]
    [InlineData(
        "callbacks.on_success.type",
        """{"type": "batch", "jobs": [{"type": "a", "args": []}], "callbacks": {"on_success": {"args": []}}}""")]
    [InlineData(
        "callbacks.on_succes",
        """{"type": "batch", "jobs": [{"type": "a", "args": []}], "callbacks": {"on_succes": {"type": "b", "args": []}}}""")]
    [InlineData(
        "steps[0].depends_on", """{"type": "dag", "steps": [{"id": "x", "type": "a", "args": [], "depends_on": ["y"]}]}""")]
    [InlineData(
        "steps[0].depends_on", """{"type": "dag", "steps": [{"id": "x", "type": "a", "args": [], "depends_on": ["x"]}]}""")]
    [InlineData(
        "steps[1].id",
        """{"type": "dag", "steps": [{"id": "x", "type": "a", "args": []}, {"id": "x", "type": "a", "args": []}]}""")]
    public void Is_refused_by_the_name_of_what_is_wrong(string field, string json)
    {
        var problem = Read(json).Only();

        Assert.Equal((400, field), (problem.Status, problem.Field));
    }

    [Fact]
    public void Runs_in_a_circle() =>
        Assert.Equal(
            ["steps[0].depends_on", "steps[1].depends_on"],
            Read(
                """
                {"type": "dag", "steps": [{"id": "x", "type": "a", "args": [], "depends_on": ["y"]},
                 {"id": "y", "type": "a", "args": [], "depends_on": ["x"]}]}
                """).Problems.Select(p => p.Field));

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Is_nested_too_deep(int depth, bool valid)
    {
        var json = Enumerable.Range(0, depth).Aggregate(Job, (inner, _) => $$"""{"type": "chain", "steps": [{{inner}}]}""");

        Assert.Equal(valid, Read(json).IsValid);
    }

    [Fact]
    public void Has_too_many_jobs_in_all()
    {
        var group = $$"""{"type": "group", "jobs": [{{string.Join(',', Enumerable.Repeat(Job, 600))}}]}""";

        Assert.True(Read(group).IsValid);
        Assert.False(Read($$"""{"type": "group", "jobs": [{{group}}, {{group}}]}""").IsValid);
    }

    private static Parsed<WorkflowRequest> Read(string json) =>
        WorkflowRequest.Parse(Bodies.Utf8(json), Bodies.Now, EnvelopeLimits.Default);
}
