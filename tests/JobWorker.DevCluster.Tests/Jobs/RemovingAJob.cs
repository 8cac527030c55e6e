using System.Net;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Jobs;

public sealed class RemovingAJob : FakeClockTest
{
    [Fact]
    public async Task Happens_by_itself_when_its_time_is_over()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "true", spec => spec["ttlSecondsAfterFinished"] = 20));
        await UntilAsync(Jobs, "a", obj => obj.Has("Complete"));
        await Time.ArmedAsync(TimeSpan.FromSeconds(20));
        Time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(["a"], await NamesAsync(Jobs));

        Time.Advance(TimeSpan.FromSeconds(1));
        await UntilGoneAsync(Jobs, "a");
        await UntilPodsAreGoneAsync();
    }

    [Fact]
    public async Task By_itself_still_waits_for_finalizers()
    {
        var job = Manifest.Job("a", "true", spec => spec["ttlSecondsAfterFinished"] = 0);
        job.Metadata()["finalizers"] = new JsonArray("x.io/outcome");
        await CreateAsync(Jobs, job);
        var marked = await UntilAsync(Jobs, "a", obj => obj.IsBeingDeleted());
        Assert.True(marked.Has("Complete"));

        await PatchAsync($"{Jobs}/a", """{"metadata":{"finalizers":null}}""");
        await UntilGoneAsync(Jobs, "a");
        await UntilPodsAreGoneAsync();
    }

    [Fact]
    public async Task In_the_background_takes_the_pods_afterwards()
    {
        await RunningAsync();
        var (_, body) = await SendAsync(HttpMethod.Delete, $"{Jobs}/a?propagationPolicy=Background");
        Assert.Equal("Success", body.Text("status"));

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, $"{Jobs}/a")).Status);
        await UntilPodsAreGoneAsync();
    }

    [Fact]
    public async Task In_the_foreground_takes_the_pods_first()
    {
        await RunningAsync();
        await using var jobs = await WatchAsync($"{Jobs}?watch=true");
        var options = JsonNode.Parse("""{"kind":"DeleteOptions","propagationPolicy":"Foreground"}""");
        var (_, body) = await SendAsync(HttpMethod.Delete, $"{Jobs}/a", options);
        Assert.Equal(["foregroundDeletion"], body.AsObject().Finalizers());

        while (await jobs.NextTypeAsync() != "DELETED")
        {
        }

        Assert.Empty(await NamesAsync(Pods));
    }

    [Fact]
    public async Task Leaves_the_pods_when_nothing_is_said()
    {
        await RunningAsync();
        using var response = await Http.DeleteAsync($"{Jobs}/a");
        Assert.Contains("child pods are preserved", response.Headers.GetValues("Warning").Single(), StringComparison.Ordinal);

        await UntilGoneAsync(Jobs, "a");
        var pod = (await GetAsync(Pods)).Items("items").Single();
        Assert.Equal("Running", pod.Phase());
        Assert.Empty(pod.Owners());
    }

    private async Task RunningAsync()
    {
        await CreateAsync(Jobs, Manifest.Job("a", "sleep 60"));
        await UntilAsync(Pods, pod => pod.Phase() == "Running");
    }

    private async Task UntilPodsAreGoneAsync()
    {
        foreach (var name in await NamesAsync(Pods))
        {
            await UntilGoneAsync(Pods, name);
        }
    }
}
