using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Outcomes;

/// <summary>One row to a word of Kubernetes for a pod, or a Job, that does not start.</summary>
public sealed class EveryReasonToBeStuck
{
    [Theory]
    [InlineData("ErrImagePull", "rpc error: not found", FailureReason.ImagePullBackOff, false)]
    [InlineData("ImagePullBackOff", "Back-off pulling image \"x\"", FailureReason.ImagePullBackOff, false)]
    [InlineData("ErrImageNeverPull", "Container image \"x\" is not present with pull policy of Never", FailureReason.ImagePullBackOff, true)]
    [InlineData("ImageInspectError", "m", FailureReason.ImagePullBackOff, false)]
    [InlineData("RegistryUnavailable", "m", FailureReason.ImagePullBackOff, false)]
    [InlineData("SignatureValidationFailed", "m", FailureReason.ImagePullBackOff, false)]
    [InlineData("InvalidImageName", "Failed to apply default image tag \"X\"", FailureReason.InvalidImageName, true)]
    [InlineData("CreateContainerConfigError", "configmap \"x\" not found", FailureReason.CreateContainerConfigError, false)]
    [InlineData("CreateContainerError", "context deadline exceeded", FailureReason.CreateContainerConfigError, false)]
    [InlineData("RunContainerError", "m", FailureReason.CreateContainerConfigError, false)]
    [InlineData("PostStartHookError", "m", FailureReason.CreateContainerConfigError, false)]
    public void Is_read_off_the_waiting_container(string word, string message, string reason, bool hopeless)
    {
        foreach (var list in new[] { "containerStatuses", "initContainerStatuses" })
        {
            var trouble = PodTroubles.Of(Pod(
                $$$"""{"phase":"Pending","{{{list}}}":[{"name":"svc","state":{"waiting":{"reason":"{{{word}}}","message":{{{KubernetesJson.Serialize(message)}}} } } }]}"""));

            Assert.Equal((reason, hopeless, "pod-1"), (trouble!.Reason, trouble.Hopeless, trouble.Pod!.Name));
            Assert.Equal($"Container svc of pod pod-1 cannot start, {word}: {message}.", trouble.Message);
        }
    }

    [Theory]
    [InlineData("Unschedulable", "0/2 nodes are available: 2 Insufficient cpu.", FailureReason.Unschedulable)]
    [InlineData("Unschedulable", "0/3 nodes are available: 3 node(s) had untolerated taint {gpu: }. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.", FailureReason.Unschedulable)]
    [InlineData("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", FailureReason.Unschedulable)]
    [InlineData("Unschedulable", "persistentvolumeclaim \"data\" not found", FailureReason.VolumeNotReady)]
    [InlineData("Unschedulable", "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: ...", FailureReason.VolumeNotReady)]
    [InlineData("Unschedulable", "0/1 nodes are available: 1 node(s) had volume node affinity conflict.", FailureReason.VolumeNotReady)]
    public void Is_read_off_what_the_scheduler_says(string word, string message, string reason)
    {
        var trouble = PodTroubles.Of(Pod(
            $$$"""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"{{{word}}}","message":{{{KubernetesJson.Serialize(message)}}} }]}"""));

        Assert.Equal((reason, false), (trouble!.Reason, trouble.Hopeless));
        Assert.Contains(message.TrimEnd('.'), trouble.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"phase":"Pending"}""")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"ContainerCreating"}}}]}""")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"PodInitializing"}}}]}""")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"svc","state":{"running":{}}}]}""")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1,"reason":"Error"}}}]}""")]
    [InlineData("""{"phase":"Failed","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}""")]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}]}""")]
    public void Is_not_seen_where_there_is_none(string status) => Assert.Null(PodTroubles.Of(Pod(status)));

    [Fact]
    public void Is_a_container_that_is_started_again_and_again_and_never_runs() => Assert.Equal(
        FailureReason.CreateContainerConfigError,
        PodTroubles.Of(Pod(
            """{"phase":"Running","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":128,"reason":"StartError","message":"m"}}}]}"""))!.Reason);

    [Fact]
    public void Is_not_a_pod_that_goes()
    {
        var pod = Pod("""{"phase":"Pending","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"ErrImagePull"}}}]}""");
        pod.Metadata.DeletionTimestamp = Kube.Noon;

        Assert.Null(PodTroubles.Of(pod));
    }

    [Fact]
    public void Is_over_once_the_pod_starts_or_goes()
    {
        var stuck = Pod("""{"phase":"Pending","containerStatuses":[{"name":"svc","state":{"waiting":{"reason":"ErrImagePull"}}}]}""");
        var sight = PodSight.None.See(stuck);

        Assert.NotNull(sight.Trouble);
        Assert.NotNull(sight.See(Kube.Pod(name: "another")).Trouble);
        Assert.Null(sight.See(Kube.Pod(running: true)).Trouble);
        Assert.Null(sight.See(stuck, deleted: true).Trouble);
    }

    [Theory]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"v\" : secret \"x\" not found", FailureReason.VolumeNotReady)]
    [InlineData("FailedMount", "Unable to attach or mount volumes: unmounted volumes=[v]", FailureReason.VolumeNotReady)]
    [InlineData("FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", FailureReason.VolumeNotReady)]
    [InlineData("FailedMapVolume", "m", FailureReason.VolumeNotReady)]
    [InlineData("FailedScheduling", "0/2 nodes are available: 2 Insufficient memory.", FailureReason.Unschedulable)]
    [InlineData("FailedScheduling", "persistentvolumeclaim \"x\" not found", FailureReason.VolumeNotReady)]
    [InlineData("FailedCreatePodSandBox", "failed to set up sandbox container network", FailureReason.CreateContainerConfigError)]
    [InlineData("Failed", "Failed to pull image \"x\": rpc error", FailureReason.ImagePullBackOff)]
    [InlineData("InspectFailed", "Failed to apply default image tag", FailureReason.ImagePullBackOff)]
    [InlineData("FailedCreate", "Error creating: pods \"x\" is forbidden: exceeded quota: q, requested: pods=1", FailureReason.QuotaExceeded)]
    [InlineData("FailedCreate", "Error creating: admission webhook \"w\" denied the request: no", FailureReason.AdmissionDenied)]
    [InlineData("FailedCreate", "Error creating: pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\"", FailureReason.AdmissionDenied)]
    [InlineData("FailedCreate", "Error creating: pods \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", FailureReason.AdmissionDenied)]
    [InlineData("FailedCreate", "Error creating: pods \"x\" is forbidden: maximum memory usage per Container is 1Gi", FailureReason.Forbidden)]
    [InlineData("FailedCreate", "Error creating: Internal error occurred", FailureReason.Unknown)]
    [InlineData("BackOff", "Back-off restarting failed container", null)]
    public void Is_read_off_the_newest_telling_event(string word, string message, string? reason)
    {
        Corev1Event[] events =
        [
            Event("Pulled", "m", minute: 9, type: "Normal"),
            Event("FailedMount", "of somebody else", minute: 8, uid: "uid-2"),
            Event(word, message, minute: 5),
        ];

        Assert.Equal(reason, EventTroubles.Of(events, "uid-1", new PodRef("pod-1", "uid-1"))?.Reason);
    }

    private static Corev1Event Event(string reason, string message, int minute, string type = "Warning", string uid = "uid-1") => new()
    {
        Type = type,
        Reason = reason,
        Message = message,
        InvolvedObject = new V1ObjectReference { Uid = uid },
        LastTimestamp = Kube.Noon.AddMinutes(minute),
    };

    private static V1Pod Pod(string status)
    {
        var pod = Kube.Pod();
        pod.Status = KubernetesJson.Deserialize<V1PodStatus>(status);

        return pod;
    }
}
