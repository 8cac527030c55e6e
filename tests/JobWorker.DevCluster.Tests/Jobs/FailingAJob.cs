using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Jobs;

public sealed class FailingAJob : FakeClockTest
{
    [Fact]
    public async Task Ends_after_the_first_failure_without_retries()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "exit 3", spec => spec["backoffLimit"] = 0));
        var job = await UntilAsync(Jobs, "a", obj => obj.Has("Failed"));

        Assert.Equal(1, job.Number("status", "failed"));
        Assert.Equal("BackoffLimitExceeded", job.Condition("Failed").Text("reason"));
        Assert.Null(job.Time("status", "completionTime"));
        var pod = (await GetAsync(Pods)).Items("items").Single();
        Assert.Equal("Failed", pod.Phase());
        Assert.Equal((3L, "Error"), (pod.State("terminated").Number("exitCode"), pod.State("terminated").Text("reason")));
    }

    [Fact]
    public async Task Retries_at_once_and_then_after_ten_seconds()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "exit 1", spec => spec["backoffLimit"] = 2));
        var job = await UntilAsync(Jobs, "a", obj => obj.Number("status", "failed") == 2);
        Assert.Null(job.Number("status", "active"));

        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(2, (await NamesAsync(Pods)).Count);
        Time.Advance(TimeSpan.FromSeconds(1));
        job = await UntilAsync(Jobs, "a", obj => obj.Has("Failed"));
        Assert.Equal(3, job.Number("status", "failed"));
        Assert.Equal(3, (await NamesAsync(Pods)).Count);
    }

    [Fact]
    public async Task Restarts_the_container_in_place_when_the_pod_says_so()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "exit 1", spec =>
        {
            spec["template"]!["spec"]!["restartPolicy"] = "OnFailure";
            spec["backoffLimit"] = 1;
        }));
        var pod = await UntilAsync(Pods, obj => obj.State("waiting").Text("reason") == "CrashLoopBackOff");
        Assert.Equal("Running", pod.Phase());

        await Time.ArmedAsync(TimeSpan.FromSeconds(10));
        Time.Advance(TimeSpan.FromSeconds(10));
        var job = await UntilAsync(Jobs, "a", obj => obj.Has("Failed"));
        Assert.Equal("BackoffLimitExceeded", job.Condition("Failed").Text("reason"));
        Assert.Empty(await NamesAsync(Pods));
    }

    [Fact]
    public async Task Ends_at_its_deadline_and_takes_its_pods_along()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "sleep 60", spec => spec["activeDeadlineSeconds"] = 30));
        await UntilAsync(Pods, pod => pod.Phase() == "Running");
        await UntilAsync(Jobs, "a", obj => obj.Number("status", "ready") == 1);
        Time.Advance(TimeSpan.FromSeconds(30));
        var job = await UntilAsync(Jobs, "a", obj => obj.Has("Failed"));

        Assert.Equal("DeadlineExceeded", job.Condition("Failed").Text("reason"));
        Assert.Empty(await NamesAsync(Pods));
    }

    [Fact]
    public async Task Counts_a_pod_deleted_by_hand()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "sleep 60", spec => spec["backoffLimit"] = 0));
        var pod = await UntilAsync(Pods, obj => obj.Phase() == "Running");
        await SendAsync(HttpMethod.Delete, $"{Pods}/{pod.Name()}");

        Assert.Equal(1, (await UntilAsync(Jobs, "a", obj => obj.Has("Failed"))).Number("status", "failed"));
    }
}
