using System.Text;
using FsCheck.Fluent;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Workflows;

namespace JobWorker.Core.Tests.Ojs.Workflows;

public sealed class AWorkflow
{
    private const string Chain =
        """{"type": "chain", "steps": [{"type": "a", "args": []}, {"type": "b", "args": []}, {"type": "c", "args": []}]}""";

    private const string Batch =
        """
        {"type": "batch", "jobs": [{"type": "a", "args": []}, {"type": "b", "args": []}], "callbacks": {
         "on_success": {"type": "s", "args": []}, "on_failure": {"type": "f", "args": []},
         "on_complete": {"type": "c", "args": []}}}
        """;

    private const string Nested =
        """
        {"type": "chain", "steps": [{"type": "a", "args": []}, {"type": "group", "jobs": [{"type": "b", "args": []},
         {"type": "chain", "steps": [{"type": "c", "args": []}, {"type": "d", "args": []}]}]}, {"type": "e", "args": []}]}
        """;

    private const string Diamond =
        """
        {"type": "dag", "steps": [{"id": "end", "type": "a", "args": [], "depends_on": ["left", "right"]},
         {"id": "top", "type": "a", "args": []}, {"id": "left", "type": "a", "args": [], "depends_on": ["top"]}, {"id": "right", "type": "a", "args": [],
         "depends_on": ["top"]}]}
        """;

    private static readonly DateTimeOffset Now = new(2026, 2, 12, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Goes_through_a_chain_step_by_step_and_hands_results_on()
    {
        var workflow = Start(Chain);
        Assert.Equal(["0"], Running(workflow));
        Assert.Null(ResultsOf(workflow, "0"));

        workflow = Done(workflow, "0", """{"id":1}""");
        Assert.Equal(["1"], Running(workflow));
        Assert.Equal("""[{"id":1}]""", ResultsOf(workflow, "1"));

        workflow = Done(workflow, "1", result: null);
        Assert.Equal("""[{"id":1},null]""", ResultsOf(workflow, "2"));
        Assert.Equal(WorkflowState.Running, workflow.State);
        Assert.Equal(WorkflowState.Completed, Done(workflow, "2").State);
    }

    [Fact]
    public void Does_not_go_on_with_a_chain_that_failed()
    {
        var workflow = Failed(Done(Start(Chain), "0"), "1");

        Assert.Equal((WorkflowState.Failed, Now), (workflow.State, workflow.EndedAt));
        Assert.Equal([StepState.Succeeded, StepState.Failed, StepState.Skipped], workflow.Steps.Select(step => step.State));
    }

    [Fact]
    public void Lets_the_others_of_a_group_finish()
    {
        var group = Start(Chain.Replace("chain", "group", StringComparison.Ordinal));
        Assert.Equal(["0", "1", "2"], Running(group));

        group = Done(Failed(group, "1"), "0");
        Assert.Equal((WorkflowState.Running, "2"), (group.State, string.Join(' ', Running(group))));
        Assert.Equal(WorkflowState.Failed, Done(group, "2").State);
    }

    [Theory]
    [InlineData(true, true, "on_success on_complete")]
    [InlineData(true, false, "on_failure on_complete")]
    [InlineData(false, false, "on_failure on_complete")]
    public void Calls_back_when_the_last_of_a_batch_has_ended(bool first, bool second, string callbacks)
    {
        var workflow = End(Start(Batch), "1", second);
        Assert.Equal(["0"], Running(workflow));

        workflow = End(workflow, "0", first);
        Assert.Equal(callbacks.Split(' '), Running(workflow));
        Assert.All(Running(workflow), key => Assert.Equal("[\"0\",\"1\"]", ResultsOf(workflow, key)));
    }

    [Fact]
    public void Waits_for_all_of_what_is_within()
    {
        var workflow = Start(Nested);
        Assert.Equal(["0"], Running(workflow));
        workflow = Done(workflow, "0");
        Assert.Equal(["1.0", "1.1.0"], Running(workflow));
        workflow = Done(Done(workflow, "1.0"), "1.1.0");
        Assert.Equal(["1.1.1"], Running(workflow));
        workflow = Done(workflow, "1.1.1");
        Assert.Equal(["2"], Running(workflow));
        Assert.Equal(WorkflowState.Completed, Done(workflow, "2").State);
    }

    [Fact]
    public void Follows_a_graph_in_whatever_order_it_is_written()
    {
        var workflow = Done(Start(Diamond), "top");
        Assert.Equal(["left", "right"], Running(workflow));
        Assert.Equal(["right"], Running(Done(workflow, "left")));
        Assert.Equal(["end"], Running(Done(Done(workflow, "right"), "left")));
    }

    [Fact]
    public void Begins_nothing_once_it_is_cancelled()
    {
        var workflow = WorkflowDecider.Cancel(Done(Start(Chain), "0"), Now);
        Assert.Equal([StepState.Succeeded, StepState.Running, StepState.Skipped], workflow.Steps.Select(step => step.State));

        workflow = Done(workflow, "1");
        Assert.Equal(WorkflowState.Cancelled, workflow.State);
        Assert.Empty(Running(workflow));
    }

    [Fact]
    public void Knows_its_jobs_by_the_same_ids_whenever_it_asks()
    {
        var workflow = Start(Nested);
        var ids = workflow.Steps.Select(workflow.JobIdOf).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids, Done(workflow, "0").Steps.Select(workflow.JobIdOf));
    }

    [Fact]
    public void Ends_exactly_once_whatever_ends_in_whatever_order_and_however_often_it_is_told()
    {
        var runs =
            from json in Gen.Elements(Chain, Batch, Nested, Diamond)
            from choices in Gen.Choose(0, 1_000).ListOf(40)
            select (json, choices);

        Laws.Hold(runs, run => EndsOnce(Start(run.json), run.choices));
    }

    [Fact]
    public void Makes_the_same_of_many_ends_as_of_one_after_the_other()
    {
        var runs =
            from json in Gen.Elements(Chain, Batch, Nested, Diamond)
            from choices in Gen.Choose(0, 3).ListOf(40)
            select (json, choices);

        Laws.Hold(runs, run =>
        {
            var (together, alone) = (Start(run.json), Start(run.json));
            var left = new Queue<int>(run.choices);
            while (!together.IsFinal && left.Count > 8)
            {
                var ends = Running(together)
                    .Select(key => (Key: key, Choice: left.Dequeue()))
                    .Where(end => end.Choice > 0)
                    .Select(end => new StepEnd(end.Key, Succeeded: end.Choice > 1, RawJson.Parse($"\"{end.Key}\""))).ToList();
                together = WorkflowDecider.Ended(together, [.. ends, .. ends], Now);
                alone = ends.Aggregate(alone, (workflow, end) => WorkflowDecider.Ended(workflow, [end], Now));
                Assert.Equal(Encoding.UTF8.GetString(OjsJson.Write(alone)), Encoding.UTF8.GetString(OjsJson.Write(together)));
            }
        });
    }

    /// <summary>Ends one of the running steps after the other, tells old news in between, and watches.</summary>
    private static void EndsOnce(Workflow workflow, IEnumerable<int> choices)
    {
        var ends = 0;
        foreach (var choice in choices)
        {
            if (Running(workflow).ToList() is not [_, ..] running)
            {
                break;
            }

            var key = running[choice % running.Count];
            var next = End(workflow, key, succeeded: choice % 7 > 0);
            ends += !workflow.IsFinal && next.IsFinal ? 1 : 0;

            Assert.Same(next, End(next, key, succeeded: choice % 2 == 0));
            Assert.Same(next, End(next, "no such step", succeeded: true));
            Assert.All(Running(next).Except(running), begun => Assert.Equal(StepState.Waiting, StateOf(workflow, begun)));
            Assert.All(next.Steps.Where(step => step.State is StepState.Running && step.When is StepRule.AllSucceeded), step =>
                Assert.All(step.After, before => Assert.Equal(StepState.Succeeded, StateOf(next, before))));
            workflow = next;
        }

        Assert.Empty(Running(workflow));
        Assert.All(workflow.Steps, step => Assert.True(step.IsFinal));
        Assert.Equal(1, ends);
        Assert.Equal(workflow.Work.All(step => step.State is StepState.Succeeded), workflow.State is WorkflowState.Completed);
    }

    [Fact]
    public void Is_stored_without_what_follows_from_it()
    {
        var workflow = Done(Start(Chain), "0");
        var stored = Encoding.UTF8.GetString(OjsJson.Write(workflow));
        var before = stored.Insert(1, """ "isFinal": false, "work": [{"key": "0", "spec": {"type": "a", "args": []}, "isFinal": true}],""");

        Assert.DoesNotContain("work", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("isFinal", stored, StringComparison.Ordinal);
        Assert.Equal(stored, Encoding.UTF8.GetString(OjsJson.Write(OjsJson.Read<Workflow>(Encoding.UTF8.GetBytes(before)))));
    }

    private static Workflow Start(string json)
    {
        var parsed = WorkflowRequest.Parse(Encoding.UTF8.GetBytes(json), Now, EnvelopeLimits.Default);
        Assert.Empty(parsed.Problems.AsEnumerable());

        return WorkflowDecider.Start(new Workflow { Id = "w", CreatedAt = Now, Steps = parsed.Value!.Steps }, Now);
    }

    private static Workflow Done(Workflow workflow, string key, string? result = "\"done\"") =>
        WorkflowDecider.Ended(workflow, [new StepEnd(key, Succeeded: true, result is null ? null : RawJson.Parse(result))], Now);

    private static Workflow Failed(Workflow workflow, string key) =>
        WorkflowDecider.Ended(workflow, [new StepEnd(key, Succeeded: false, Result: null)], Now);

    private static Workflow End(Workflow workflow, string key, bool succeeded) =>
        WorkflowDecider.Ended(workflow, [new StepEnd(key, succeeded, RawJson.Parse($"\"{key}\""))], Now);

    private static IEnumerable<string> Running(Workflow workflow) =>
        workflow.Steps.Where(step => step.State is StepState.Running).Select(step => step.Key);

    private static StepState StateOf(Workflow workflow, string key) => workflow.Steps.Single(step => step.Key == key).State;

    private static string? ResultsOf(Workflow workflow, string key) =>
        WorkflowDecider.ResultsFor(workflow, workflow.Steps.Single(step => step.Key == key))?.ToString();
}
