using System.Text.Json.Nodes;
using JobWorker.DevCluster.Controllers.Jobs;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Jobs;

public sealed class PlanningAJob
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    [InlineData(6, 160)]
    [InlineData(7, 320)]
    [InlineData(8, 360)]
    [InlineData(50, 360)]
    public void Waits_longer_after_each_failure_up_to_six_minutes(int failures, int seconds)
    {
        var tally = new JobTally();
        for (var i = 0; i < failures; i++)
        {
            tally.Observe(Pod($"p{i}", "Failed"), Noon);
        }

        var plan = JobPlan.For(Job(("backoffLimit", 100)), tally, Noon);
        Assert.Equal(seconds == 0 ? 1 : 0, plan.Create);
        Assert.Equal(1, JobPlan.For(Job(("backoffLimit", 100)), tally, Noon.AddSeconds(seconds)).Create);
        if (seconds > 0)
        {
            Assert.Equal(Noon.AddSeconds(seconds), plan.WakeAt);
        }
    }

    [Fact]
    public void Ends_surplus_pods_when_parallelism_shrinks()
    {
        var tally = new JobTally();
        tally.Observe(Pod("p1", "Running"), Noon);
        tally.Observe(Pod("p2", "Running"), Noon);
        var plan = JobPlan.For(Job(("parallelism", 1), ("completions", 5)), tally, Noon);

        Assert.Single(plan.Delete);
        Assert.True(plan.Excuse);
        Assert.Equal(0, plan.Create);
    }

    [Fact]
    public void A_queue_of_work_is_done_when_one_succeeded_and_none_runs()
    {
        var job = Job(("parallelism", 2));
        var tally = new JobTally();
        tally.Observe(Pod("p1", "Succeeded"), Noon);
        tally.Observe(Pod("p2", "Running"), Noon);
        Assert.Equal(0, JobPlan.For(job, tally, Noon).Create);

        tally.Observe(Pod("p2", "Succeeded", version: 2), Noon);
        var plan = JobPlan.For(job, tally, Noon);
        Assert.Contains("Complete", plan.Status.Items("conditions").Select(c => c.Text("type")));
    }

    [Fact]
    public void Waits_for_ending_pods_before_it_says_failed()
    {
        var tally = new JobTally();
        tally.Observe(Pod("p1", "Failed"), Noon);
        tally.Observe(Pod("p2", "Running"), Noon);
        var plan = JobPlan.For(Job(("backoffLimit", 0), ("parallelism", 2), ("completions", 2)), tally, Noon);

        Assert.Equal(["p2"], plan.Delete.Select(pod => pod.Name));
        Assert.Equal(["FailureTarget"], plan.Status.Items("conditions").Select(c => c.Text("type")));
    }

    private static JsonObject Job(params (string Field, int Value)[] spec) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "a", ["uid"] = "u" },
        ["spec"] = new JsonObject(spec.Select(pair => KeyValuePair.Create(pair.Field, (JsonNode?)pair.Value))),
    };

    private static StoredObject Pod(string name, string phase, long version = 1)
    {
        var pod = Manifest.Pod(name, "true");
        pod.Metadata()["uid"] = name;
        pod["status"] = new JsonObject { ["phase"] = phase };
        return new StoredObject(ResourceType.Pods, pod, version);
    }
}
