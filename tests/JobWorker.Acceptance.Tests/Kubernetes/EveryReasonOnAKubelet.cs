using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>The reasons a kubelet gives.</summary>
[Collection(OnAKubelet.Name)]
public sealed class EveryReasonOnAKubelet(KubeletNode fixture, KubeletWorld world)
    : FailureTest(fixture, world), IClassFixture<KubeletWorld>
{
    [SkippableFact]
    public async Task ExitCode_with_the_end_of_the_log()
    {
        await SubmitAsync("echo one; echo two; echo three; exit 7");
        var error = await EndsAsync(3, "A108", "ExitCode", Requested, Created, Started, Failed);

        Assert.Equal(("7", "tests", "two\nthree"), (Text(error, "exitCode"), Text(error, "container"), Text(error, "log")));
    }

    [SkippableFact]
    public async Task OOMKilled_by_the_limit_of_its_cgroup()
    {
        await SubmitAsync("tail /dev/zero", job => job["resources"] = new JsonObject
        {
            ["limits"] = new JsonObject { ["memory"] = "16Mi" },
        });
        var error = await EndsAsync(3, "A108", "OOMKilled", Requested, Created, Started, Failed);

        Assert.Equal("137", Text(error, "exitCode"));
        Assert.Contains("limit 16Mi", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DeadlineExceeded_by_a_container_that_runs_on()
    {
        // With tries left: without any, a controller whose status update is refused calls its own kill a failed pod.
        await SubmitAsync("sleep 600", job => job["backoffLimit"] = 6);
        await Cluster.Api.PatchAsync($"{Jobs}/{await RunsAsync()}", """{"spec":{"activeDeadlineSeconds":1}}""");

        await EndsAsync(3, "A108", "DeadlineExceeded", Requested, Created, Started, Failed);
    }

    [SkippableFact]
    public async Task Evicted_for_taking_more_disk_than_it_may()
    {
        await SubmitAsync("dd if=/dev/zero of=/big bs=1M count=16; sleep 600");
        var error = await EndsAsync(3, "A108", "Evicted", Requested, Created, Started, Failed);

        Assert.Contains("ephemeral", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ImagePullBackOff_for_an_image_that_is_not_there()
    {
        await SubmitAsync("true", job => job["image"] = "127.0.0.1:9/no/such:image");
        var error = await EndsAsync(99, "A105", "ImagePullBackOff", Requested, Created, Stuck, Aborted, Removed);

        Assert.Contains("no/such:image", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task InvalidImageName_at_once_for_a_digest_that_is_too_short()
    {
        await SubmitAsync("true", job => job["image"] = $"busybox@sha256:{new string('0', 32)}");

        await EndsAsync(99, "A104", "InvalidImageName", Requested, Created, Stuck, Aborted, Removed);
    }

    [SkippableFact]
    public async Task CreateContainerConfigError_for_a_ConfigMap_that_is_not_there()
    {
        await SubmitAsync("true", job =>
            job["envFrom"] = new JsonArray(new JsonObject { ["name"] = "absent", ["type"] = "configmap" }));
        var error = await EndsAsync(
            99, "A105", "CreateContainerConfigError", Requested, Created, Stuck, Aborted, Removed);

        Assert.Contains("\"absent\" not found", Text(error, "message"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task CreateContainerConfigError_for_a_program_that_is_not_in_the_image()
    {
        await SubmitAsync("", job => job["command"] = new JsonArray("/no/such/program"));

        await EndsAsync(3, "A108", "CreateContainerConfigError", Requested, Created, Failed);
    }
}
