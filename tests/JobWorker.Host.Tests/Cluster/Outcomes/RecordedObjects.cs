using System.Text.Json.Nodes;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Outcomes;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Outcomes;

/// <summary>Jobs, pods and events as a Kubernetes 1.20.2 API server sent them, of simulated nodes and of a kubelet.</summary>
public sealed class RecordedObjects
{
    private static readonly DateTimeOffset Now = new(Kube.Noon);

    private static readonly JsonObject All = new(((string[])["v1.20.json", "v1.20-kubelet.json"])
        .SelectMany(file => Read(file).AsObject())
        .Select(recorded => KeyValuePair.Create(recorded.Key, recorded.Value?.DeepClone())));

    [Theory]
    [InlineData("exit-code", FailureReason.ExitCode, 7, "svc", "exit code 7")]
    [InlineData("oom", FailureReason.OOMKilled, 137, "svc", "out of memory")]
    [InlineData("retried", FailureReason.ExitCode, 4, "svc", "exit code 4")]
    [InlineData("deadline", FailureReason.DeadlineExceeded, null, null, "deadline of 2 s")]
    [InlineData("backoff", FailureReason.BackoffLimitExceeded, null, null, "no pod is left")]
    [InlineData("kubelet-exit-code", FailureReason.ExitCode, 7, "svc", "exit code 7")]
    [InlineData("kubelet-oom", FailureReason.OOMKilled, 137, "svc", "limit 16Mi")]
    [InlineData("kubelet-evicted", FailureReason.Evicted, null, null, "exceeds the total limit of containers 2Mi")]
    [InlineData("kubelet-no-program", FailureReason.CreateContainerConfigError, null, "svc", "no such file or directory")]
    public void Tell_how_a_job_failed(string name, string reason, int? exitCode, string? container, string says)
    {
        var failed = Assert.IsType<JobCommand.ObserveFailed>(JobOutcome.Of(Job(name), Sight(name), Now));

        Assert.Equal(
            (ErrorCode.JobFailed, reason, exitCode, container),
            (failed.Error.ErrorCode, failed.Error.Reason, failed.Error.ExitCode, failed.Error.Container));
        Assert.Contains(says, failed.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", FailureReason.ImagePullBackOff, "ImagePullBackOff")]
    [InlineData("unschedulable", FailureReason.Unschedulable, "2 Insufficient cpu")]
    [InlineData("no-claim", FailureReason.VolumeNotReady, "waits for its volumes (data)")]
    [InlineData("unbound-claim", FailureReason.VolumeNotReady, "waits for its volumes (unbound)")]
    [InlineData("kubelet-config", FailureReason.CreateContainerConfigError, "configmap \"absent\" not found")]
    [InlineData("kubelet-image", FailureReason.ImagePullBackOff, "Back-off pulling image")]
    [InlineData("kubelet-invalid-image", FailureReason.InvalidImageName, "invalid checksum digest length")]
    public void Tell_why_a_pod_does_not_start(string name, string reason, string says)
    {
        var sight = Sight(name);

        Assert.Null(JobOutcome.Of(Job(name), sight, Now));
        var hopeless = reason == FailureReason.InvalidImageName;
        Assert.Equal((null, reason, hopeless), (sight.Ran, sight.Trouble?.Reason, sight.Trouble?.Hopeless));
        Assert.Contains(says, sight.Trouble!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quota", FailureReason.QuotaExceeded, "exceeded quota: q")]
    [InlineData("no-account", FailureReason.Forbidden, "serviceaccount \"nobody\" not found")]
    public void Tell_in_events_why_there_is_no_pod(string name, string reason, string says)
    {
        var job = Job(name);
        var trouble = EventTroubles.Of(Items<Corev1Event>(name, "events"), job.Metadata.Uid, pod: null);

        Assert.Equal((null, reason), (trouble?.Pod, trouble?.Reason));
        Assert.Contains(says, trouble!.Message, StringComparison.Ordinal);
        Assert.Null(EventTroubles.Of(Items<Corev1Event>(name, "events"), "another-uid", pod: null));
    }

    private static JsonNode Read(string file) => JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cluster", "Outcomes", "Recorded", file)))!;

    private static V1Job Job(string name) => KubernetesJson.Deserialize<V1Job>(All[name]!["job"]!.ToJsonString());

    private static PodSight Sight(string name) =>
        Items<V1Pod>(name, "pods").Aggregate(PodSight.None, (sight, pod) => sight.See(pod));

    private static IEnumerable<T> Items<T>(string name, string list) =>
        All[name]![list]!.AsArray().Select(item => KubernetesJson.Deserialize<T>(item!.ToJsonString()));
}
