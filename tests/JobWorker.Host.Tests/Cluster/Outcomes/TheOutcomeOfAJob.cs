using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Outcomes;

public sealed class TheOutcomeOfAJob
{
    private static readonly DateTimeOffset Now = new(Kube.Noon);

    [Fact]
    public void Is_none_while_it_runs() => Assert.Null(JobOutcome.Of(Kube.Job(), PodSight.None, Now));

    [Fact]
    public void Is_none_for_conditions_that_do_not_end_it() =>
        Assert.Null(JobOutcome.Of(Kube.Job("FailureTarget"), PodSight.None, Now));

    [Fact]
    public void Is_success_with_its_duration_and_the_pod_that_ran()
    {
        var outcome = JobOutcome.Of(Kube.Job("Complete"), PodSight.None.See(Kube.Pod(exitCode: 0)), Now);

        var success = Assert.IsType<JobCommand.ObserveSucceeded>(outcome);
        Assert.Equal((120L, "pod-1"), (success.DurationSeconds, success.Pod!.Name));
    }

    [Theory]
    [InlineData("BackoffLimitExceeded", 7, "Error", null, FailureReason.ExitCode)]
    [InlineData("BackoffLimitExceeded", 137, "OOMKilled", null, FailureReason.OOMKilled)]
    [InlineData("BackoffLimitExceeded", null, null, "Evicted", FailureReason.Evicted)]
    [InlineData("BackoffLimitExceeded", 143, "Error", "Evicted", FailureReason.Evicted)]
    [InlineData("BackoffLimitExceeded", null, null, "Preempting", FailureReason.Preempted)]
    [InlineData("BackoffLimitExceeded", null, null, null, FailureReason.BackoffLimitExceeded)]
    [InlineData("DeadlineExceeded", 137, "Error", null, FailureReason.DeadlineExceeded)]
    [InlineData("DeadlineExceeded", null, null, null, FailureReason.DeadlineExceeded)]
    [InlineData("SomethingNew", null, null, null, FailureReason.Unknown)]
    public void Is_failure_with_the_true_reason(string job, int? exitCode, string? container, string? pod, string expected)
    {
        var pods = PodSight.None.See(Kube.Pod(exitCode: exitCode, reason: container, podReason: pod));

        var failure = Assert.IsType<JobCommand.ObserveFailed>(JobOutcome.Of(Kube.Job("Failed", job), pods, Now));

        Assert.Equal((ErrorCode.JobFailed, expected, exitCode), (failure.Error.ErrorCode, failure.Error.Reason, failure.Error.ExitCode));
        Assert.NotEmpty(failure.Error.Message);
    }

    [Fact]
    public void Has_no_pod_where_no_container_ever_ran() => Assert.Null(PodSight.None.See(Kube.Pod()).Ran);

    [Fact]
    public void Keeps_the_first_pod_that_ran_and_the_last_that_failed()
    {
        var sight = PodSight.None
            .See(Kube.Pod(exitCode: 1, name: "first"))
            .See(Kube.Pod(exitCode: 2, name: "second"));

        Assert.Equal(("first", "second", 2), (sight.Ran!.Name, sight.Failure!.Pod, sight.Failure.ExitCode));
    }

    [Fact]
    public void Survives_objects_with_nothing_in_them() =>
        Assert.Null(JobOutcome.Of(new V1Job { Metadata = new V1ObjectMeta() }, PodSight.None.See(new V1Pod { Metadata = new V1ObjectMeta() }), Now));
}
