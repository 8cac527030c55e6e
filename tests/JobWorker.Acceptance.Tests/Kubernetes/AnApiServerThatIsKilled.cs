using System.Globalization;
using System.Text.Json.Nodes;
using JobWorker.Testing.Kubernetes;
using JobWorker.Testing.Kubernetes.Fixture;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>
/// Five times <c>kill -9</c>, twice with its history forgotten, while jobs are made, run, fail and run out of time.
/// </summary>
[Collection(OnSimulatedNodes.Name)]
public sealed class AnApiServerThatIsKilled(SimulatedNodes fixture)
{
    private const int Count = 500;
    private const int Kills = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [SkippableFact]
    public async Task Costs_no_job_doubles_none_and_every_outcome_is_told_once_and_right()
    {
        var cluster = fixture.Cluster;
        var space = await cluster.NewNamespaceAsync();
        await using var world = await World.StartAsync(new WorldOptions
        {
            Kubeconfig = cluster.Kubeconfig,
            Worker = new Dictionary<string, string?> { ["Policy__Namespaces__0"] = space },
        });
        await world.StartReceiverAsync();
        var plans = Enumerable.Range(0, Count).ToDictionary(_ => JobMessages.NewId(), Plan);

        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (plan, _) =>
            Assert.Equal(202, await world.Api.SubmitAsync(Message(plan.Key, plan.Value, space, world.ReceiverPort))));
        var limits = plans.Where(p => p.Value.Reason == "DeadlineExceeded")
            .Select(p => LimitAsync(world, cluster.Api, space, p.Key)).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await EndedAsync(world, (kill * Count / (Kills + 1)) - (Count / 12));
            if (kill % 2 == 0)
            {
                await cluster.CompactAsync();
            }

            await cluster.KillAsync("apiserver");
            await cluster.UpAsync();
        }

        // A simulated node, unlike a kubelet, forgets an end that it could not report; started anew it looks again.
        await cluster.KillAsync("nodesim");
        await cluster.UpAsync();
        await Task.WhenAll(limits);
        await EndedAsync(world, Count);

        // Nothing deletes Jobs here, so those that are there are all that ever were.
        var jobs = await cluster.Api.ItemsAsync($"/apis/batch/v1/namespaces/{space}/jobs");
        Assert.Equal(plans.Keys.Order(), jobs.Select(j => (string)j["metadata"]!["annotations"]!["jobworker.dev/id"]!).Order());
        Assert.All(plans, plan => Check(plan.Value, world.Receiver!.For(plan.Key)));
    }

    private static Expected Plan(int number) => (number % 10) switch
    {
        0 => new Expected("600", 0, "DeadlineExceeded"),
        1 or 2 => new Expected("0.5", 3 + (number % 10), "ExitCode"),
        _ => new Expected("1", 0, null),
    };

    private static byte[] Message(string id, Expected plan, string space, int receiver) =>
        JobMessages.Shell(id, "true", Receiver.Url(receiver), job =>
        {
            job["namespace"] = space;

            // Tries a limit in time leaves unused: without any, a controller whose status update fails calls its own kill a failed pod.
            job["backoffLimit"] = plan.Reason == "DeadlineExceeded" ? 6 : 0;
            job["annotations"] = new JsonObject
            {
                ["nodesim/run-seconds"] = plan.RunSeconds,
                ["nodesim/exit-code"] = plan.ExitCode.ToString(CultureInfo.InvariantCulture),
            };
        }).Bytes();

    /// <summary>Gives a Job a second, as an operator does who has had enough: messages may not ask for so little.</summary>
    private static async Task LimitAsync(World world, KubernetesApi api, string space, string id)
    {
        var told = await world.WaitAsync($"job {id} to be created", Patience, () => Task.FromResult(
            world.Receiver!.For(id) is [var first, ..] ? first : null));
        var job = $"/apis/batch/v1/namespaces/{space}/jobs/{told.Detail.GetProperty("jobName").GetString()}";
        await world.WaitAsync($"{job} to be limited", Patience, async () =>
            (await api.PatchAsync(job, """{"spec":{"activeDeadlineSeconds":1}}""")).Status == 200 ? world : null);
    }

    private static async Task EndedAsync(World world, int count) => await world.WaitAsync($"{count} jobs to end", Patience, () =>
        Task.FromResult(world.Receiver!.All.Where(d => d.Status >= 2).DistinctBy(d => d.Id).Count() >= count ? world : null));

    private static void Check(Expected plan, IReadOnlyList<Delivery> told)
    {
        var statuses = told.Select(d => d.Status).ToList();
        var last = plan.Reason is null ? 2 : 3;

        // One that ran out of time while the API server was away may never have been seen to run.
        Assert.True(statuses is [0, 1, var end] && end == last || statuses is [0, var late] && late == last,
            string.Join(' ', statuses));
        Assert.Equal(Enumerable.Range(0, told.Count), told.Select(d => d.Sequence));
        Assert.Equal(told.Count, told.Select(d => d.WebhookId).Distinct().Count());
        if (plan.Reason is { } reason)
        {
            var error = told[^1].Detail.GetProperty("error");
            Assert.Equal(reason, error.GetProperty("reason").GetString());
            Assert.True(reason != "ExitCode" || error.GetProperty("exitCode").GetInt32() == plan.ExitCode);
        }
    }

    private sealed record Expected(string RunSeconds, int ExitCode, string? Reason);
}
