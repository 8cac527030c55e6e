using System.Diagnostics;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>From right after its Jobs were made until long after their time to live.</summary>
[Collection(OnSimulatedNodes.Name)]
public sealed class AWorkerThatWasAway(SimulatedNodes fixture)
{
    private const int TimeToLive = 31;

    [SkippableFact]
    public async Task Finds_success_and_failure_when_it_comes_back_and_only_then_the_jobs_go()
    {
        var cluster = fixture.Cluster;
        var space = await cluster.NewNamespaceAsync();
        var jobs = $"/apis/batch/v1/namespaces/{space}/jobs";
        await using var world = await World.StartAsync(new WorldOptions
        {
            Kubeconfig = cluster.Kubeconfig,
            Worker = new Dictionary<string, string?> { ["Policy__Namespaces__0"] = space },
        });
        await world.StartReceiverAsync();
        var (good, bad) = (JobMessages.NewId(), JobMessages.NewId());
        await SubmitAsync(good, "0");
        await SubmitAsync(bad, "9");
        await world.ToldAsync(good, status: 0);
        await world.ToldAsync(bad, status: 0);
        await world.Worker!.KillAsync();
        var away = Stopwatch.StartNew();

        await world.WaitAsync("both Jobs to end", TimeSpan.FromSeconds(30), async () =>
            (await cluster.Api.ItemsAsync(jobs)).Count(HasEnded) == 2 ? world : null);
        await world.WaitAsync("their time to be long over", TimeSpan.FromSeconds(90), async () =>
            away.Elapsed > TimeSpan.FromSeconds((2 * TimeToLive) + 3) ? world
            : (await cluster.Api.ItemsAsync(jobs)).Count == 2 ? null
            : throw new InvalidOperationException("a Job went before its outcome was known"));
        world.StartWorker();

        // Whether the worker saw them start before it died is chance. At the end of its time to live a Job loses its pods,
        // and with them the exit code; its condition stays, because the finalizer holds it.
        var told = await world.ToldAsync(good, status: 2);
        Assert.Equal([0, 2], told.Once().Select(d => d.Status).Where(status => status != 1));
        var failed = await world.ToldAsync(bad, status: 3);
        Assert.Equal([0, 3], failed.Once().Select(d => d.Status).Where(status => status != 1));
        Assert.Equal("BackoffLimitExceeded", failed[^1].Detail.GetProperty("error").GetProperty("reason").GetString());
        await world.WaitAsync("the Jobs to go", TimeSpan.FromSeconds(20), async () =>
            (await cluster.Api.ItemsAsync(jobs)).Count == 0 ? world : null);

        async Task SubmitAsync(string id, string exitCode) => Assert.Equal(202, await world.Api.SubmitAsync(
            JobMessages.Shell(id, "true", Receiver.Url(world.ReceiverPort), job =>
            {
                job["namespace"] = space;
                job["ttlSecondsAfterFinished"] = TimeToLive;
                job["annotations"] = new JsonObject { ["nodesim/run-seconds"] = "1.5", ["nodesim/exit-code"] = exitCode };
            }).Bytes()));
    }

    private static bool HasEnded(JsonNode job) =>
        job["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["type"] is "Complete" or "Failed") == true;
}
