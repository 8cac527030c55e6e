using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Outcomes;

/// <summary>One row to a reason and a shape: the Job's condition, the status of its pod, and what the client is told.</summary>
public sealed class EveryReasonOfAFailure
{
    private const string Backoff = "BackoffLimitExceeded";
    private const string Times = "\"startedAt\":\"2026-01-01T12:00:00Z\",\"finishedAt\":\"2026-01-01T12:00:01Z\"";

    [Theory]
    [InlineData("1.20", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":7,"reason":"Error",TIMES}}}]}""", FailureReason.ExitCode, 7, "svc", "exit code 7.")]
    [InlineData("signal", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":139,"reason":"Error",TIMES}}}]}""", FailureReason.ExitCode, 139, "svc", "139 (SIGSEGV)")]
    [InlineData("its last words", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":1,"reason":"Error","message":"disk full\n",TIMES}}}]}""", FailureReason.ExitCode, 1, "svc", "exit code 1: disk full.")]
    [InlineData("exit code of an init container", Backoff, """{"phase":"Failed","initContainerStatuses":[{"name":"prepare","state":{"terminated":{"exitCode":3,"reason":"Error",TIMES}}}],"containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"PodInitializing"}}}]}""", FailureReason.ExitCode, 3, "prepare", "Container prepare")]
    [InlineData("restarted, seen before the Job took the pod away", Backoff, """{"phase":"Running","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":5,"reason":"Error",TIMES}}}]}""", FailureReason.ExitCode, 5, "svc", "exit code 5")]
    [InlineData("a side container is ended by the end of the main one", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"aside","state":{"terminated":{"exitCode":143,"reason":"Error","startedAt":"2026-01-01T12:00:00Z","finishedAt":"2026-01-01T12:00:09Z"}}},{"name":"svc","state":{"terminated":{"exitCode":2,"reason":"Error",TIMES}}}]}""", FailureReason.ExitCode, 2, "svc", "exit code 2")]
    [InlineData("OOM", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":137,"reason":"OOMKilled",TIMES}}}]}""", FailureReason.OOMKilled, 137, "svc", "out of memory (limit 128Mi)")]
    [InlineData("OOM of a child, exit code 0", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":0,"reason":"OOMKilled",TIMES}}}]}""", FailureReason.OOMKilled, 0, "svc", "out of memory")]
    [InlineData("OOM beside its victim", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"aside","state":{"terminated":{"exitCode":1,"reason":"Error",TIMES}}},{"name":"svc","state":{"terminated":{"exitCode":137,"reason":"OOMKilled","startedAt":"2026-01-01T12:00:00Z","finishedAt":"2026-01-01T12:00:05Z"}}}]}""", FailureReason.OOMKilled, 137, "svc", "out of memory")]
    [InlineData("deadline, container killed", "DeadlineExceeded", """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":137,"reason":"Error",TIMES}}}]}""", FailureReason.DeadlineExceeded, 137, "svc", "deadline of 60 s")]
    [InlineData("deadline, OOM", "DeadlineExceeded", """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":137,"reason":"OOMKilled",TIMES}}}]}""", FailureReason.DeadlineExceeded, 137, "svc", "deadline of 60 s")]
    [InlineData("deadline, still running on 1.20", "DeadlineExceeded", """{"phase":"Running","containerStatuses":[{"name":"svc","state":{"running":{"startedAt":"2026-01-01T12:00:00Z"}}}]}""", FailureReason.DeadlineExceeded, null, null, "deadline of 60 s")]
    [InlineData("deadline, never started", "DeadlineExceeded", """{"phase":"Pending","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"ErrImagePull","message":"not found"}}}]}""", FailureReason.DeadlineExceeded, null, null, "It never started: Container svc of pod pod-1 cannot start, ErrImagePull: not found.")]
    [InlineData("deadline of the pod", Backoff, """{"phase":"Failed","reason":"DeadlineExceeded","message":"Pod was active on the node longer than the specified deadline"}""", FailureReason.DeadlineExceeded, null, null, "longer than")]
    [InlineData("evicted, 1.20", Backoff, """{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory. "}""", FailureReason.Evicted, null, null, "low on resource: memory.")]
    [InlineData("evicted, container killed", Backoff, """{"phase":"Failed","reason":"Evicted","message":"low","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":143,"reason":"Error",TIMES}}}]}""", FailureReason.Evicted, 143, "svc", "was evicted: low.")]
    [InlineData("evicted by the kubelet, 1.26", Backoff, """{"phase":"Failed","reason":"Evicted","message":"Usage of EmptyDir volume exceeds the limit","conditions":[{"type":"DisruptionTarget","status":"True","reason":"TerminationByKubelet","message":"x"}]}""", FailureReason.Evicted, null, null, "EmptyDir")]
    [InlineData("evicted by request", Backoff, """{"phase":"Failed","conditions":[{"type":"DisruptionTarget","status":"True","reason":"EvictionByEvictionAPI","message":"Eviction API: evicting"}],"containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":143,"reason":"Error",TIMES}}}]}""", FailureReason.Evicted, 143, "svc", "Eviction API: evicting")]
    [InlineData("driven away by a taint", Backoff, """{"phase":"Failed","conditions":[{"type":"DisruptionTarget","status":"True","reason":"DeletionByTaintManager","message":"Taint manager: deleting due to NoExecute taint"}],"containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":143,"reason":"Error",TIMES}}}]}""", FailureReason.Evicted, 143, "svc", "NoExecute taint")]
    [InlineData("preempted, 1.20", Backoff, """{"phase":"Failed","reason":"Preempting","message":"Preempted in order to admit critical pod"}""", FailureReason.Preempted, null, null, "critical pod")]
    [InlineData("preempted, 1.25", Backoff, """{"phase":"Failed","conditions":[{"type":"DisruptionTarget","status":"True","reason":"PreemptionByKubeScheduler","message":"default-scheduler: preempting to accommodate a higher priority pod"}]}""", FailureReason.Preempted, null, null, "higher priority")]
    [InlineData("preempted, 1.26", Backoff, """{"phase":"Failed","conditions":[{"type":"DisruptionTarget","status":"True","reason":"PreemptionByScheduler","message":"m"}],"containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":137,"reason":"Error",TIMES}}}]}""", FailureReason.Preempted, 137, "svc", "make room")]
    [InlineData("preempted by the kubelet", Backoff, """{"phase":"Failed","reason":"Preempting","conditions":[{"type":"DisruptionTarget","status":"True","reason":"TerminationByKubelet"}]}""", FailureReason.Preempted, null, null, "make room")]
    [InlineData("node lost, 1.20", Backoff, """{"phase":"Unknown","reason":"NodeLost","message":"Node sim-0 which was running pod is unresponsive"}""", FailureReason.NodeLost, null, null, "unresponsive")]
    [InlineData("node lost, 1.26", Backoff, """{"phase":"Failed","conditions":[{"type":"DisruptionTarget","status":"True","reason":"DeletionByPodGC","message":"PodGC: node no longer exists"}]}""", FailureReason.NodeLost, null, null, "no longer exists")]
    [InlineData("node out of reach", Backoff, """{"phase":"Running","conditions":[{"type":"DisruptionTarget","status":"True","reason":"DeletionByTaintManager"}],"containerStatuses":[{"name":"svc","state":{"running":{"startedAt":"2026-01-01T12:00:00Z"}}}]}""", FailureReason.NodeLost, null, null, "lost with its node")]
    [InlineData("node shut down, 1.20", Backoff, """{"phase":"Failed","reason":"Shutdown","message":"Node is shutting, evicting pods"}""", FailureReason.NodeLost, null, null, "shutting")]
    [InlineData("node shut down, 1.26", Backoff, """{"phase":"Failed","reason":"Terminated","message":"Pod was terminated in response to imminent node shutdown.","conditions":[{"type":"DisruptionTarget","status":"True","reason":"TerminationByKubelet"}]}""", FailureReason.NodeLost, null, null, "imminent node shutdown.")]
    [InlineData("container lost from sight", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":137,"reason":"ContainerStatusUnknown","message":"The container could not be located when the pod was terminated"}}}]}""", FailureReason.NodeLost, null, "svc", "could not be located")]
    [InlineData("node had no room", Backoff, """{"phase":"Failed","reason":"OutOfcpu","message":"Pod Node didn't have enough resource: cpu"}""", FailureReason.Unschedulable, null, null, "enough resource")]
    [InlineData("node refused", Backoff, """{"phase":"Failed","reason":"UnexpectedAdmissionError","message":"Allocate failed due to no healthy devices"}""", FailureReason.Unschedulable, null, null, "no healthy devices")]
    [InlineData("no such program, containerd", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":128,"reason":"StartError","message":"exec: \"/nope\": no such file","startedAt":"1970-01-01T00:00:00Z","finishedAt":"2026-01-01T12:00:01Z"}}}]}""", FailureReason.CreateContainerConfigError, null, "svc", "could not be started: exec: \"/nope\"")]
    [InlineData("no such program, dockershim", Backoff, """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":127,"reason":"ContainerCannotRun","message":"m",TIMES}}}]}""", FailureReason.CreateContainerConfigError, null, "svc", "could not be started")]
    [InlineData("failed index", "FailedIndexes", """{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"terminated":{"exitCode":9,"reason":"Error",TIMES}}}]}""", FailureReason.ExitCode, 9, "svc", "exit code 9")]
    [InlineData("too many failed indexes", "MaxFailedIndexesExceeded", "{}", FailureReason.BackoffLimitExceeded, null, null, "no pod is left")]
    [InlineData("failed indexes, pods gone", "FailedIndexes", "{}", FailureReason.BackoffLimitExceeded, null, null, "no pod is left")]
    [InlineData("back-off limit, pods gone", Backoff, "{}", FailureReason.BackoffLimitExceeded, null, null, "said Kubernetes")]
    [InlineData("failed pod that says nothing", Backoff, """{"phase":"Failed"}""", FailureReason.BackoffLimitExceeded, null, null, "said Kubernetes")]
    [InlineData("a reason nobody knows", "Surprise", "{}", FailureReason.Unknown, null, null, "Surprise")]
    public void Is_told_truthfully(
        string shape, string condition, string pod, string reason, int? exitCode, string? container, string says)
    {
        var sight = PodSight.None.See(Pod(pod.Replace("TIMES", Times, StringComparison.Ordinal)));
        var failed = Assert.IsType<JobCommand.ObserveFailed>(
            JobOutcome.Of(Failed(condition, "said Kubernetes"), sight, new DateTimeOffset(Kube.Noon)));

        Assert.Equal(
            (shape, ErrorCode.JobFailed, reason, exitCode, container),
            (shape, failed.Error.ErrorCode, failed.Error.Reason, failed.Error.ExitCode, failed.Error.Container));
        Assert.Contains(says, failed.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Container svc for pod default/bb-1-x failed with exit code 42 matching FailJob rule at index 0", FailureReason.ExitCode, 42, "bb-1-x", "svc")]
    [InlineData("Pod default/bb-1-x has condition DisruptionTarget matching FailJob rule at index 1", FailureReason.Evicted, null, "bb-1-x", null)]
    [InlineData("in other words", FailureReason.Unknown, null, null, null)]
    public void Of_a_failure_policy_is_in_its_message(string message, string reason, int? exitCode, string? pod, string? container)
    {
        var outcome = JobOutcome.Of(Failed("PodFailurePolicy", message), PodSight.None, new DateTimeOffset(Kube.Noon));
        var error = Assert.IsType<JobCommand.ObserveFailed>(outcome).Error;

        Assert.Equal((reason, exitCode, pod, container), (error.Reason, error.ExitCode, error.PodName, error.Container));
    }

    [Fact]
    public void Is_that_of_the_pod_that_ended_last_whatever_the_order_they_are_seen_in()
    {
        var first = Ended("first", 1, 1);
        var last = Ended("last", 2, 5);

        Assert.All(
            new[] { PodSight.None.See(first).See(last), PodSight.None.See(last).See(first) },
            sight => Assert.Equal(("last", 2), (sight.Failure!.Pod, sight.Failure.ExitCode)));
    }

    [Fact]
    public void Is_that_of_the_pod_seen_last_where_two_ended_in_one_second_and_a_list_does_not_change_that()
    {
        var (a, b) = (Ended("a", 1, 1), Ended("b", 2, 1));
        var sight = PodSight.None.See(b).See(a);

        Assert.Equal("a", sight.Failure!.Pod);
        Assert.Equal("a", sight.See(a, inOrder: false).See(b, inOrder: false).Failure!.Pod);
    }

    [Theory]
    [InlineData("FailureTarget")]
    [InlineData("SuccessCriteriaMet")]
    [InlineData("Suspended")]
    [InlineData("SomethingNew")]
    public void Is_not_told_before_the_terminal_condition(string condition) =>
        Assert.Null(JobOutcome.Of(Kube.Job(condition, "BackoffLimitExceeded"), PodSight.None, new DateTimeOffset(Kube.Noon)));

    [Fact]
    public void Is_not_told_for_a_condition_that_is_not_true()
    {
        var job = Kube.Job("Failed", Backoff);
        job.Status.Conditions[0].Status = "False";

        Assert.Null(JobOutcome.Of(job, PodSight.None, new DateTimeOffset(Kube.Noon)));
    }

    [Fact]
    public void Is_told_in_a_bounded_message() =>
        Assert.True(PodSight.None.See(Pod(
            """{"phase":"Failed","reason":"Evicted","message":"MESSAGE"}""".Replace("MESSAGE", new string('x', 100_000), StringComparison.Ordinal)))
            .Failure!.Message.Length < 1200);

    private static V1Job Failed(string reason, string message)
    {
        var job = Kube.Job("Failed", reason);
        job.Status.Conditions[0].Message = message;
        job.Spec = new V1JobSpec { ActiveDeadlineSeconds = 60 };

        return job;
    }

    private static V1Pod Pod(string status)
    {
        var pod = Kube.Pod();
        pod.Status = KubernetesJson.Deserialize<V1PodStatus>(status);
        pod.Spec = new V1PodSpec
        {
            Containers =
            [
                new V1Container
                {
                    Name = "svc",
                    Resources = new V1ResourceRequirements
                    {
                        Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("128Mi") },
                    },
                },
            ],
        };

        return pod;
    }

    private static V1Pod Ended(string name, int exitCode, int second)
    {
        var pod = Kube.Pod(exitCode: exitCode, name: name);
        pod.Status.ContainerStatuses[0].State.Terminated.FinishedAt = Kube.Noon.AddSeconds(second);

        return pod;
    }
}
