using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Jobs;

public sealed class RunningAJob : ClusterTest
{
    [Fact]
    public async Task Ends_complete_with_its_times_and_counts()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "echo hi"));
        var job = await UntilAsync(Jobs, "a", obj => obj.Has("Complete"));

        Assert.Equal(1, job.Number("status", "succeeded"));
        Assert.Null(job.Number("status", "active"));
        Assert.NotNull(job.Time("status", "startTime"));
        Assert.NotNull(job.Time("status", "completionTime"));
        Assert.Equal("CompletionsReached", job.Condition("Complete").Text("reason"));

        var pod = (await GetAsync($"{Pods}?labelSelector=job-name=a")).Items("items").Single();
        Assert.Matches("^a-[a-z0-9]{5}$", pod.Name());
        Assert.Equal("Succeeded", pod.Phase());
        Assert.Equal(job.Uid(), pod.Controller().Text("uid"));
        Assert.Equal("hi\n", await LogsAsync(pod.Name()));
    }

    [Fact]
    public async Task Tells_watchers_each_step_of_its_pod()
    {
        await using var watch = await WatchAsync($"{Pods}?watch=true");
        await CreateAsync(Jobs, Manifest.Job("a", "true"));
        List<string?> phases = [];
        while (phases.LastOrDefault() is not "Succeeded" && await watch.NextAsync() is var (_, pod))
        {
            phases.Add(pod.Phase());
        }

        Assert.Equal(["Pending", "Running", "Succeeded"], phases.Distinct());
    }

    [Fact]
    public async Task Runs_as_many_at_once_as_it_may()
    {
        var gate = Path.Combine(Directory.CreateTempSubdirectory("gate-").FullName, "open");
        await CreateAsync(Jobs, Manifest.Job("a", $"until [ -e {gate} ]; do sleep 0.05; done", spec =>
        {
            spec["completions"] = 3;
            spec["parallelism"] = 2;
        }));
        var job = await UntilAsync(Jobs, "a", obj => obj.Number("status", "ready") == 2);
        Assert.Equal(2, job.Number("status", "active"));

        await File.WriteAllTextAsync(gate, "");
        job = await UntilAsync(Jobs, "a", obj => obj.Has("Complete"));
        Assert.Equal(3, job.Number("status", "succeeded"));
        Assert.Equal(3, (await NamesAsync($"{Pods}?labelSelector=job-name=a")).Count);
        Directory.Delete(Path.GetDirectoryName(gate)!, recursive: true);
    }

    [Fact]
    public async Task Is_told_in_events()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "true"));
        var completed = await UntilAsync("/api/v1/namespaces/default/events", e => e.Text("reason") == "Completed");
        Assert.Equal(("Job", "a"), (completed.Text("involvedObject", "kind"), completed.Text("involvedObject", "name")));

        var events = await GetAsync(
            "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind=Job,involvedObject.name=a");
        Assert.Equal(["Completed", "SuccessfulCreate"], events.Items("items").Select(e => e.Text("reason")).Order());
    }

    [Fact]
    public async Task Waits_while_it_is_suspended()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "true", spec => spec["suspend"] = true));
        await UntilAsync(Jobs, "a", obj => obj.Has("Suspended"));
        Assert.Empty(await NamesAsync(Pods));

        await PatchAsync($"{Jobs}/a", """{"spec":{"suspend":false}}""");
        var job = await UntilAsync(Jobs, "a", obj => obj.Has("Complete"));
        Assert.False(job.Has("Suspended"));
    }

    [Fact]
    public async Task Keeps_its_count_when_an_ended_pod_is_deleted()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "true", spec =>
        {
            spec["completions"] = 2;
            spec["suspend"] = false;
        }));
        var pod = await UntilAsync(Pods, obj => obj.Phase() == "Succeeded");
        await SendAsync(HttpMethod.Delete, $"{Pods}/{pod.Name()}");

        Assert.Equal(2, (await UntilAsync(Jobs, "a", obj => obj.Has("Complete"))).Number("status", "succeeded"));
    }
}
